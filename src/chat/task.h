/*
 * What a front end asks for itself: a title for a conversation, tags, follow-up
 * questions, search queries (Open WebUI, LibreChat).  These prompts are passed to
 * the language model as they are, without passages and without being remembered;
 * they count in the day's budget.
 *
 * Without a model, or when it fails, a title is cut from the conversation's first
 * question and lists are empty, in the JSON form that the prompt shows.
 */
#ifndef CHAT_TASK_H
#define CHAT_TASK_H

#include "chat/chat.h"

/* Whether a message is such a prompt: it begins with "### Task:". */
bool task_is_prompt(struct str message);
/* q->text is the prompt, q->history the messages before it. As chat_ask. */
int task_answer(struct chat_env *env, const struct chat_question *q, struct chat_sink *out, struct err *err);

#endif
