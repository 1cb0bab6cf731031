"""What people do with the bot, one module for each."""
