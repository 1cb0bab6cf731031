"""The bot's own database: what must outlast a restart."""
