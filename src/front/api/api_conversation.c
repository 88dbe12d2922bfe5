/* GET and DELETE /v1/conversations/{id}: what is remembered of a conversation. */
#include "base/log.h"
#include "front/api/api.h"
#include "port/conversation/feedback.h"

static struct json *turn(const char *role, struct str content, const struct exchange *x)
{
	struct json *v = json_new_object();
	char when[CLOCK_ISO_BYTES];

	clock_iso8601(x->asked_at_us, when);
	json_set_cstr(v, "role", role);
	json_set_str(v, "content", content);
	json_set_cstr(v, "timestamp", when);
	json_set_str(v, "request_id", x->request_id);
	return v;
}

/* What was answered before answers were kept whole has no more than text and sources. */
static void add_answer(struct json *v, const struct exchange *x)
{
	JSON_AUTO struct json *more = NULL;
	struct json_member m = {.value = NULL};
	struct json *sources;

	json_set_str(v, "answer", x->answer);
	if (x->more.n && json_parse(x->more, JSON_LENIENT, &more, NULL) == 0)
		while (json_next(more, &m))
			json_set_copied(v, m.key, m.value ? json_share(m.value) : NULL);
	if (x->sources.n && json_parse(x->sources, JSON_LENIENT, &sources, NULL) == 0)
		json_set(v, "sources", sources);
}

static void add_rating(struct json *v, enum feedback_rating rating)
{
	if (rating != FEEDBACK_NONE)
		json_set_cstr(v, "rating", rating == FEEDBACK_UP ? "up" : "down");
}

/* What the reader thought of each answer; none when that can't be told. Arena memory. */
static const enum feedback_rating *ratings_of(const struct req *r, const struct exchange *list, size_t n)
{
	enum feedback_rating *ratings = ARENA_ARRAY(r->arena, n, enum feedback_rating);
	struct str *ids = ARENA_ARRAY(r->arena, n, struct str);
	struct err err = {0};
	size_t i;

	for (i = 0; ids && i < n; i++)
		ids[i] = list[i].request_id;
	if (ids == NULL || ratings == NULL)
		return NULL;
	if (feedback_ratings(r->conf->feedback_file, ids, n, ratings, &err))
		log_err(LOG_WARNING, "feedback", "looking for ratings", &err);
	return ratings;
}

static struct json *turns_of(const struct req *r, const struct exchange *list, size_t n)
{
	const enum feedback_rating *ratings = ratings_of(r, list, n);
	struct json *turns = json_new_array();
	size_t i;

	for (i = 0; i < n; i++) {
		struct json *answer = turn("assistant", list[i].answer, &list[i]);

		add_answer(answer, &list[i]);
		add_rating(answer, ratings ? ratings[i] : FEEDBACK_NONE);
		json_push(turns, turn("user", list[i].question, &list[i]));
		json_push(turns, answer);
	}
	return turns;
}

static int show(struct req *r, struct resp *p, struct err *err)
{
	struct exchange *list;
	struct json *v;
	size_t n;

	if (session_load(r->ports->session, r->path_id, 0, r->arena, r->deadline, &list, &n, err))
		return -1;
	v = json_new_object();
	json_set_str(v, "conversation_id", r->path_id);
	json_set(v, "turns", turns_of(r, list, n));
	resp_json(p, 200, v);
	return 0;
}

int api_conversation(struct req *r, struct resp *p, struct err *err)
{
	if (r->method != METHOD_DELETE)
		return show(r, p, err);
	if (session_delete(r->ports->session, r->path_id, r->deadline, err))
		return -1;
	resp_empty(p, 204);
	return 0;
}
