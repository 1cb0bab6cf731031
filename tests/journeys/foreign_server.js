// telegram-test-api as a service. Three things in its answers are not Telegram's, and are mended here so that
// python-telegram-bot can read them: getMe lacks is_bot, dates are in milliseconds, objects come back as strings.
const express = require('express');
const Server = require('telegram-test-api');

const plain = express.response.json;
express.response.json = function json(body) {
  const result = (body && body.result) || {};
  if (result.username === 'TestNameBot') result.is_bot = true;
  if (result.date > 1e11) result.date = Math.floor(result.date / 1000);
  for (const name of ['link_preview_options', 'reply_parameters']) {
    if (typeof result[name] === 'string') result[name] = JSON.parse(result[name]);
  }
  return plain.call(this, body);
};

const port = Number(process.argv[2]);
new Server({ port, host: '127.0.0.1' }).start().then(() => console.log('ready'));
