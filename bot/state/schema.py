"""The tables of the bot's own database, and their numbered migrations."""

from __future__ import annotations

# people.role: what an administrator or the first link has given; NULL until then. asked_at: of the request for access.
# chats: groups. enabled: switched on by a group administrator, approved: allowed to be by an administrator of the bot.
# request_cards: which message asks which administrator to let a person or group (subject) in.
# handled_updates.body: the update as JSON until it has been handled, NULL from then on.
# answers: the ledger, one row for each question that got a message. A button names the row, not the text.
# searched, follows, about: the text that was searched, and what with it; topic: what a next question may lean on.
# quotes, nearest: the ids of the citations shown, as JSON.
# answer_messages: further messages that belong to an answer (more quotes, their context).
FIRST_SCHEMA = """
CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    role TEXT CHECK (role IN ('reader', 'uploader', 'admin')),
    denied INTEGER NOT NULL DEFAULT 0,
    blocked INTEGER NOT NULL DEFAULT 0,
    asked_at TEXT
);

CREATE TABLE chats (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    approved INTEGER NOT NULL DEFAULT 0,
    denied INTEGER NOT NULL DEFAULT 0,
    enabled INTEGER NOT NULL DEFAULT 0,
    tags TEXT NOT NULL DEFAULT '[]'
);

CREATE TABLE request_cards (
    subject_id INTEGER NOT NULL,
    admin_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (subject_id, admin_id)
);

CREATE TABLE focus (
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('briefing', 'tag')),
    value TEXT NOT NULL,
    PRIMARY KEY (chat_id, user_id)
);

CREATE TABLE invitations (
    token_sha256 TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    expires_at TEXT NOT NULL
);

CREATE TABLE answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    topic_id INTEGER,
    user_id INTEGER NOT NULL,
    question_message_id INTEGER,
    message_id INTEGER,
    language TEXT NOT NULL,
    question TEXT NOT NULL,
    searched TEXT NOT NULL,
    topic TEXT NOT NULL,
    follows TEXT,
    about TEXT,
    filters TEXT NOT NULL,
    answered INTEGER NOT NULL,
    confidence REAL NOT NULL,
    quotes TEXT NOT NULL,
    nearest TEXT NOT NULL,
    generation INTEGER NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX answers_by_message ON answers (chat_id, message_id);
CREATE INDEX answers_by_question ON answers (chat_id, question_message_id);
CREATE INDEX answers_by_user ON answers (user_id, id);

CREATE TABLE answer_messages (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    answer_id INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    PRIMARY KEY (chat_id, message_id)
) WITHOUT ROWID;
CREATE INDEX answer_messages_by_answer ON answer_messages (answer_id);

CREATE TABLE feedback (
    answer_id INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    vote TEXT NOT NULL CHECK (vote IN ('up', 'down')),
    created_at TEXT NOT NULL,
    PRIMARY KEY (answer_id, user_id)
);

CREATE TABLE files (
    file_sha256 TEXT PRIMARY KEY,
    file_id TEXT NOT NULL
);

CREATE TABLE handled_updates (
    update_id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    came_at TEXT NOT NULL,
    body TEXT
);

CREATE TABLE facts (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
"""

# operations: what an administrator or a job has set going with the briefings; a row is there before anything is done,
# and what a bot that ended left unfinished is done at its next start. arguments: JSON. state: see Operations.
# message_id: of the message that shows how far it is, and in the end what came of it; told: whether it does so.
# attempts: how often it was begun; a bot that was killed each time gives it up. outcome: a message as JSON.
# uploads: a document or a forwarded post (body) that came in the chat; state: see Uploads. forwarded: others wrote the
# caption. details: what was set of it, replaces: whose place it takes, preview: what reading it has found; all JSON.
# audit: who did what, never deleted; /forget empties actor_name and changes nothing else. subject: a briefing's name,
# a person's or group's id, or what was tried. details: JSON.
# shown: the messages in which quotes are shown, as sent (text, entities, buttons as JSON), so that a quote that no
# longer stands can be struck through; quotes: the citations in the order of the message's quotations, JSON;
# struck: what was last said of them, JSON (Said). sent_at: also of the edit that put another answer there.
# prompts: what a person was asked for in a chat, whose next text there is the value; arguments: JSON, see Prompts.
OPERATIONS = """
CREATE TABLE operations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    arguments TEXT NOT NULL,
    actor_id INTEGER,
    actor_name TEXT NOT NULL,
    language TEXT NOT NULL,
    chat_id INTEGER,
    message_id INTEGER,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed', 'cancelled')),
    attempts INTEGER NOT NULL DEFAULT 0,
    told INTEGER NOT NULL DEFAULT 0,
    outcome TEXT,
    created_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE INDEX operations_waiting ON operations (id) WHERE state = 'waiting';

CREATE TABLE uploads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    media_group_id TEXT,
    file_id TEXT,
    file_name TEXT NOT NULL,
    file_bytes INTEGER,
    body TEXT,
    caption TEXT NOT NULL,
    forwarded INTEGER NOT NULL DEFAULT 0,
    posted_at TEXT,
    details TEXT NOT NULL DEFAULT '{}',
    replaces TEXT,
    preview TEXT,
    card_message_id INTEGER,
    state TEXT NOT NULL CHECK (state IN ('arrived', 'shown', 'publishing', 'published', 'discarded', 'failed')),
    created_at TEXT NOT NULL,
    UNIQUE (chat_id, message_id)
);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor_id INTEGER,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE shown (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    answer_id INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    quotes TEXT NOT NULL,
    struck TEXT NOT NULL DEFAULT '{}',
    sent_at TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) WITHOUT ROWID;
CREATE INDEX shown_by_time ON shown (sent_at);
CREATE INDEX shown_by_answer ON shown (answer_id);

CREATE TABLE prompts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    action TEXT NOT NULL,
    arguments TEXT NOT NULL,
    message_id INTEGER,
    created_at TEXT NOT NULL,
    UNIQUE (chat_id, user_id)
);
"""

MIGRATIONS = (FIRST_SCHEMA, OPERATIONS)
