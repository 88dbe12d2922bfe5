#include "chat/judge.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/ascii.h"
#include "base/utf8.h"

enum { ANSWER_BYTES = 1 << 20, PATTERN_OPTIONS = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_MATCH_INVALID_UTF };

/* White space of Unicode, as Python's and PCRE's \s have it. */
static bool is_blank(uint32_t c)
{
	return (c < 0x80 && is_space((char)c)) || c == 0x85 || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) ||
	       c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool is_dash(uint32_t c)
{
	return (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

void judge_fold(struct str text, struct buf *b)
{
	bool blank = false;

	while (text.n) {
		uint32_t c = utf8_next(&text, NULL);

		if (c == '*')
			continue;
		if (is_blank(c) && !blank)
			buf_char(b, ' ');
		else if (!is_blank(c))
			utf8_put(b, is_dash(c) ? '-' : c);
		blank = is_blank(c);
	}
}

static int bad_pattern(struct str pattern, int code, struct err *err)
{
	PCRE2_UCHAR why[120] = "";

	pcre2_get_error_message(code, why, sizeof why);
	return err_set(err, ERR_BAD_DATA, "\"%.*s\": %s", STR_ARG(pattern), (const char *)why);
}

/* Whether the text holds what the pattern describes; -1 on error. */
static int holds(struct str text, struct str pattern, struct err *err)
{
	PCRE2_SIZE at;
	int code, found;
	pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n, PATTERN_OPTIONS, &code, &at, NULL);
	pcre2_match_data *groups = compiled ? pcre2_match_data_create_from_pattern(compiled, NULL) : NULL;

	if (groups == NULL) {
		pcre2_code_free(compiled);
		return bad_pattern(pattern, compiled ? PCRE2_ERROR_NOMEMORY : code, err);
	}
	found = pcre2_match(compiled, (PCRE2_SPTR)text.p, text.n, 0, 0, groups, NULL);
	pcre2_match_data_free(groups);
	pcre2_code_free(compiled);
	return found >= 0 ? 1 : found == PCRE2_ERROR_NOMATCH ? 0 : bad_pattern(pattern, found, err);
}

/* The first pattern of the list that is found; "" when none is. */
static int find_any(struct str text, const struct json *list, struct str *ret, struct err *err)
{
	size_t i;

	*ret = STR("");
	for (i = 0; i < json_length(list); i++) {
		struct str pattern;
		int found;

		if (!json_to_str(json_at(list, i), &pattern) || pattern.n == 0)
			return err_set(err, ERR_BAD_DATA, "a key that is no text");
		found = holds(text, pattern, err);
		if (found < 0)
			return -1;
		if (found) {
			*ret = pattern;
			return 0;
		}
	}
	return 0;
}

/* The first group of which no pattern is found; NULL when all are said. */
static int find_missing(struct str text, const struct json *groups, const struct json **ret, struct err *err)
{
	size_t i;

	*ret = NULL;
	for (i = 0; i < json_length(groups) && *ret == NULL; i++) {
		const struct json *group = json_at(groups, i);
		struct str found;

		if (json_length(group) == 0)
			return err_set(err, ERR_BAD_DATA, "answer_all is a list of lists of keys");
		if (find_any(text, group, &found, err))
			return -1;
		if (found.n == 0)
			*ret = group;
	}
	return 0;
}

/* Whether the step of a heading path begins with the name, as "Pasal 7" does of "Pasal 7 Cuti", not of "Pasal 70". */
static bool names(struct str step, struct str name)
{
	step = str_trim(step);
	name = str_trim(name);
	return name.n && str_ieq(str_sub(step, 0, name.n), name) &&
	       (step.n == name.n || !(is_alnum(step.p[name.n]) || is_letterlike(step.p[name.n]) ||
				      step.p[name.n] == '_'));
}

static bool is_of(const struct chat_source *s, struct str gold)
{
	struct str id = s->chunk_id, headings = s->heading, step;
	size_t hash = id.n;

	while (hash && id.p[hash - 1] != '#')
		hash--;
	if (hash && str_eq(str_file_name(str_sub(id, 0, hash - 1)), str_file_name(gold)))
		return true;
	while (headings.n) {
		size_t end = str_find(headings, STR(" > "));

		step = str_sub(headings, 0, end);
		if (names(step, gold))
			return true;
		headings = str_sub(headings, end + 3, headings.n);
	}
	return names(s->title, gold);
}

static bool cites(const struct chat_answer *a, const struct json *gold)
{
	size_t i, k;

	for (i = 0; i < a->sources_n; i++)
		for (k = 0; k < json_length(gold); k++)
			if (is_of(&a->sources[i], json_str_or_empty(json_at(gold, k))))
				return true;
	return false;
}

static int judge_answerable(const struct json *q, struct str text, struct str passages, struct judgement *j,
			    struct err *err)
{
	const struct json *groups = json_get(q, "answer_all"), *absent;

	if (json_length(groups) == 0)
		return err_set(err, ERR_BAD_DATA, "answer_all is missing, though gold is not empty");
	if (find_missing(text, groups, &j->missing, err) ||
	    find_any(text, json_get(q, "answer_none"), &j->wrong, err) ||
	    find_missing(passages, groups, &absent, err))
		return -1;
	j->right = !j->refused && j->missing == NULL && j->wrong.n == 0;
	j->in_passages = absent == NULL;
	return 0;
}

int judge(const struct json *question, const struct chat_answer *answer, struct str passages, struct judgement *ret,
	  struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(ANSWER_BYTES);
	const struct json *gold = json_get(question, "gold");
	struct judgement j = {.answerable = json_length(gold) > 0, .refused = !answer->grounded};
	struct str referred;

	if (!json_is_array(gold))
		return err_set(err, ERR_BAD_DATA, "gold is missing: the documents that answer, [] when none does");
	judge_fold(answer->text, &text);
	if (text.bad)
		return err_set(err, ERR_NO_MEMORY, "no memory for an answer");
	if (j.answerable) {
		j.cited = cites(answer, gold);
		if (judge_answerable(question, buf_view(&text), passages, &j, err))
			return -1;
	} else {
		if (find_any(buf_view(&text), json_get(question, "refers"), &referred, err))
			return -1;
		j.right = j.refused || referred.n;
	}
	*ret = j;
	return 0;
}
