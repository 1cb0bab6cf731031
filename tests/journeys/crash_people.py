"""What people do with the bot that is killed: an administrator, readers, whoever copies files into the folder."""

from __future__ import annotations

from journeys.crash_texts import FACTS, THROUGH_CHAT, THROUGH_FOLDER, ended, name_of
from journeys.crash_world import Intent, KilledError


class People:
    """Everything here ends with KilledError when the bot is killed meanwhile."""

    def __init__(self, world):
        self.world, self.boss, self.index = world, world.boss, world.index
        self.chance, self.wait = world.chance, world.wait

    def plan(self):
        """Some things to do, each about another subject, since what came of each is to be known."""
        under_way = {intent.subject for intent in self.world.intents}
        free = [subject for subject in THROUGH_CHAT if subject not in under_way]
        subjects = self.chance.sample(free, min(len(free), self.chance.randint(1, 3)))
        actions = [lambda subject=subject: self.change(subject) for subject in subjects]
        further = [self.copy_files, self.ask, self.ask, lambda: self.boss.send("/reindex")]
        further += [self.rebuild] * (self.chance.random() < 0.5)
        actions += self.chance.sample(further, self.chance.randint(1, 3))
        self.chance.shuffle(actions)
        return actions

    def change(self, subject):
        if self.world.published.get(subject) is not None:
            self.chance.choice([self.send, self.send, self.withdraw, self.withdraw, self.rename])(subject)
            return
        withdrawn = [one.briefing.sha256 for one in self.index.withdrawn() if one.briefing.name == name_of(subject)]
        if withdrawn and self.chance.random() < 0.5:
            self.restore(subject, withdrawn[0])
        else:
            self.send(subject, "#now" if self.chance.random() < 0.7 else "")

    def send(self, subject, caption=""):
        """Send a document; look at its card, and press Publish or Replace."""
        text, is_published = self.world.new_text(subject), self.world.published.get(subject) is not None
        sent = self.boss.send_document(text.encode(), name_of(subject), caption=caption)

        def cards():
            return [message for message in self.boss.chat.bot_messages(sent) if message.reply_to == sent.id]

        def outcome():
            return next((how for card in cards() if (how := ended(card, "✅ Added"))), None)

        action = "replaced" if is_published else "published"
        intent = self.intend(Intent("send", subject, text, outcome, lambda: len(cards()), action))
        intent.card = self.wait(lambda: next((one for one in cards() if "Discard" in one.buttons or outcome()), None))
        if outcome():
            intent.decided = True
            return
        label = "Replace “" if is_published else "Publish"
        with self.world.server.changed:
            buttons = [button for row in intent.card.rows for button in row if button["text"].startswith(label)]
        if buttons:
            self.press(intent, intent.card, buttons[0]["callback_data"])

    def withdraw(self, subject):
        anchor = self.anchor()
        outcome = lambda: ended(anchor, "has been withdrawn")  # noqa: E731
        intent = self.intend(Intent("withdraw", subject, None, outcome, lambda: 1, "withdrawn"))
        self.press(intent, anchor, f"ed:{self.sha256(subject)[:16]}:yes")

    def restore(self, subject, sha256):
        text = next(text for text in self.world.texts[subject] if self.world.sha256(text) == sha256)
        anchor = self.anchor()
        outcome = lambda: ended(anchor, "✅ Restored")  # noqa: E731
        intent = self.intend(Intent("restore", subject, text, outcome, lambda: 1, "restored"))
        self.press(intent, anchor, f"ed:{sha256[:16]}:restore")

    def rename(self, subject):
        anchor, last = self.anchor(), self.boss.chat.bot_messages()[-1]
        self.boss.press(anchor, f"ed:{self.sha256(subject)[:16]}:title", 0)
        self.wait(lambda: any("Write the new title" in one.text for one in self.boss.chat.bot_messages(last)))
        title = f"{subject} {self.world.edition}.{self.world.kills}"

        def told(words):
            return [one for one in self.boss.chat.bot_messages(last) if words in one.text]

        def outcome():
            return "done" if told(f"\n\n{title}\n") else "failed" if told("been given up") else None

        text = self.world.published[subject]
        intent = Intent("rename", subject, text, outcome, lambda: len(told(f"\n\n{title}\n")), "renamed", decided=True)
        self.intend(intent)
        self.boss.send(title)
        self.wait(outcome)

    def copy_files(self):
        """Put new editions of two briefings into the folder."""
        for subject in THROUGH_FOLDER:
            self.world.published[subject] = self.world.new_text(subject)
            self.world.put(subject, self.world.published[subject])

    def rebuild(self):
        sent = self.boss.send("/reindex rebuild")
        asked = self.wait(lambda: [one for one in self.boss.chat.bot_messages(sent) if "Rebuild" in one.buttons])[0]
        self.boss.click(asked, "Rebuild", 0)

    def ask(self):
        reader, subject = self.chance.choice(self.world.readers), self.chance.choice(list(FACTS))
        self.world.asked.append(reader.send(f"Which report {len(self.world.asked)} says what about {subject}?"))

    def anchor(self):
        """A message of the bot below which nothing has been pressed yet."""
        sent = self.boss.send("/briefings")
        return self.wait(lambda: [one for one in self.boss.chat.bot_messages(sent) if "newest first" in one.text])[0]

    def sha256(self, subject):
        return next(one.sha256 for one in self.index.briefings() if one.name == name_of(subject))

    def intend(self, intent):
        self.world.intents.append(intent)
        return intent

    def press(self, intent, message, data):
        if self.world.process is None:
            raise KilledError
        intent.decided = True
        self.boss.press(message, data, 0)
        if self.chance.random() < 0.5:  # else the next thing is done at the same time
            self.wait(intent.outcome)
