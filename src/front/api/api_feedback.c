/* POST /v1/feedback: a reader's rating of an answer, by its request id. */
#include "base/utf8.h"
#include "front/api/api.h"
#include "front/http/parse.h"
#include "port/conversation/feedback.h"

enum { COMMENT_POINTS_MAX = 2000 };

static int read_feedback(const struct json *body, struct feedback *f, struct err *err)
{
	const struct json *comment = json_get(body, "comment");
	struct str rating = json_str_or_empty(json_get(body, "rating"));

	f->request_id = json_str_or_empty(json_get(body, "request_id"));
	f->comment = json_str_or_empty(comment);
	f->up = str_eq(rating, STR("up"));
	if (!parse_is_request_id(f->request_id))
		return err_param(err, ERR_PARAM_INVALID, "request_id", "request_id must be that of an answer");
	if (!f->up && !str_eq(rating, STR("down")))
		return err_param(err, ERR_PARAM_INVALID, "rating", "rating must be \"up\" or \"down\"");
	if (comment && !json_to_str(comment, &f->comment))
		return err_param(err, ERR_PARAM_INVALID, "comment", "comment must be a string");
	if (utf8_count(f->comment) > COMMENT_POINTS_MAX)
		return err_param(err, ERR_PARAM_INVALID, "comment", "comment may have %d characters at most",
				 COMMENT_POINTS_MAX);
	return 0;
}

/* Question and answer are kept only when the institution wants it and the rating names the conversation. */
static void add_text(struct req *r, struct feedback *f)
{
	struct exchange *list;
	size_t n, i;

	if (!r->conf->feedback_store_text || r->conversation_id.n == 0 ||
	    session_load(r->ports->session, r->conversation_id, 0, r->arena, r->deadline, &list, &n, NULL))
		return;
	for (i = 0; i < n; i++)
		if (str_eq(list[i].request_id, f->request_id)) {
			f->question = list[i].question;
			f->answer = list[i].answer;
		}
}

int api_feedback(struct req *r, struct resp *p, struct err *err)
{
	struct feedback f = {.at_s = clock_wall_s()};
	JSON_AUTO struct json *body = NULL;

	if (req_json(r, &body, err) || read_feedback(body, &f, err))
		return -1;
	add_text(r, &f);
	if (feedback_add(r->conf->feedback_file, &f, err))
		return -1;
	resp_empty(p, 204);
	return 0;
}
