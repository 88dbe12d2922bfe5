/* POST /v1/feedback: a reader's rating of an answer, by its request id. */
#include "base/utf8.h"
#include "front/api/api.h"
#include "front/api/question.h"
#include "front/http/parse.h"
#include "port/conversation/feedback.h"

enum { COMMENT_POINTS_MAX = 2000 };

static bool is_reason(struct str s)
{
	static const char *const reasons[] = {"wrong", "incomplete", "old", "language", "other"};
	size_t i;

	for (i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (str_eq(s, str_of(reasons[i])))
			return true;
	return false;
}

static int read_feedback(const struct json *body, struct feedback *f, struct err *err)
{
	const struct json *comment = json_get(body, "comment");
	struct str rating = json_str_or_empty(json_get(body, "rating"));

	f->request_id = json_str_or_empty(json_get(body, "request_id"));
	f->reason = json_str_or_empty(json_get(body, "reason"));
	f->comment = json_str_or_empty(comment);
	f->up = str_eq(rating, STR("up"));
	if (!parse_is_request_id(f->request_id))
		return err_param(err, ERR_PARAM_INVALID, "request_id", "request_id must be that of an answer");
	if (!f->up && !str_eq(rating, STR("down")))
		return err_param(err, ERR_PARAM_INVALID, "rating", "rating must be \"up\" or \"down\"");
	if (json_get(body, "reason") && (f->up || !is_reason(f->reason)))
		return err_param(err, ERR_PARAM_INVALID, "reason",
				 "reason, of a rating \"down\", must be wrong, incomplete, old, language or other");
	if (comment && !json_to_str(comment, &f->comment))
		return err_param(err, ERR_PARAM_INVALID, "comment", "comment must be a string");
	if (utf8_count(f->comment) > COMMENT_POINTS_MAX)
		return err_param(err, ERR_PARAM_INVALID, "comment", "comment may have %d characters at most",
				 COMMENT_POINTS_MAX);
	return 0;
}

/* Of the conversation that is named; a service without Redis knows its answers from there alone. */
static const struct exchange *find(struct req *r, struct str request_id)
{
	struct exchange *list;
	size_t n, i;

	if (r->conversation_id.n == 0 ||
	    session_load(r->ports->session, r->conversation_id, 0, r->arena, r->deadline, &list, &n, NULL))
		return NULL;
	for (i = 0; i < n; i++)
		if (str_eq(list[i].request_id, request_id))
			return &list[i];
	return NULL;
}

int api_feedback(struct req *r, struct resp *p, struct err *err)
{
	struct feedback f = {.at_s = clock_wall_s()};
	JSON_AUTO struct json *body = NULL;
	const struct exchange *rated;

	if (req_json(r, &body, err) || read_feedback(body, &f, err))
		return -1;
	rated = find(r, f.request_id);
	if (rated == NULL && !question_was_noted(r, f.request_id))
		return err_public(err, ERR_NOT_FOUND, "this key was given no answer with that request_id, or long ago");
	/* kept only when the institution wants it and the rating names the conversation */
	if (rated && r->conf->feedback_store_text) {
		f.question = rated->question;
		f.answer = rated->answer;
	}
	if (feedback_add(r->conf->feedback_file, &f, err))
		return -1;
	resp_empty(p, 204);
	return 0;
}
