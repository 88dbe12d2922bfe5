#include "cli/remarks.h"

#include <stdio.h>

#include "base/file.h"

/* Files named for each reason; reasons told apart; bytes of a report. */
enum { NAMED = 20, REASONS = 60, REPORT_BYTES = 128 << 20 };

void remarks_open(struct remarks *r)
{
	int i;

	*r = (struct remarks){.n = 0};
	for (i = 0; i < REMARKS_KINDS; i++)
		r->lists[i] = json_new_array();
}

void remarks_close(struct remarks *r)
{
	int i;

	for (i = 0; i < REMARKS_KINDS; i++)
		json_freep(&r->lists[i]);
}

void remarks_add(struct remarks *r, enum ingest_remark kind, const char *where, const char *why)
{
	struct json *o;

	if (r->n == REMARKS_MAX) {
		r->left_out++;
		return;
	}
	r->n++;
	o = json_new_object();
	json_set_cstr(o, "file", where);
	json_set_cstr(o, "reason", why);
	json_push(r->lists[kind], o);
}

static struct str member(const struct json *list, size_t i, const char *name)
{
	return json_str_or_empty(json_get(json_at(list, i), name));
}

/* The files of one reason, the first of them by name. */
static void print_reason(const struct json *list, struct str why)
{
	size_t i, n = 0, all = json_length(list);

	for (i = 0; i < all; i++)
		n += str_eq(member(list, i, "reason"), why);
	printf("  %.*s: %zu\n", STR_ARG(why), n);
	for (i = 0, n = 0; i < all; i++)
		if (str_eq(member(list, i, "reason"), why) && ++n <= NAMED)
			printf("    %.*s\n", STR_ARG(member(list, i, "file")));
	if (n > NAMED)
		printf("    and %zu more (--report names all)\n", n - NAMED);
}

static bool is_among(const struct str *reasons, size_t n, struct str why)
{
	while (n > 0)
		if (str_eq(reasons[--n], why))
			return true;
	return false;
}

void remarks_print(const struct remarks *r)
{
	const struct json *skipped = r->lists[INGEST_SKIPPED];
	size_t i, n = 0, all = json_length(skipped), warned = json_length(r->lists[INGEST_WARNED]);
	struct str reasons[REASONS];

	if (all)
		printf("skipped: %zu files\n", all);
	for (i = 0; i < all && n < REASONS; i++) {
		struct str why = member(skipped, i, "reason");

		if (is_among(reasons, n, why))
			continue;
		reasons[n++] = why;
		print_reason(skipped, why);
	}
	if (warned)
		printf("warnings: %zu (above, and in the file of --report)\n", warned);
}

int remarks_write(const struct remarks *r, const struct ingest_report *report, const char *path, struct err *err)
{
	JSON_AUTO struct json *o = json_new_object();
	BUF_AUTO struct buf text = BUF_MAX(REPORT_BYTES);

	json_set_int(o, "new", report->added);
	json_set_int(o, "changed", report->changed);
	json_set_int(o, "unchanged", report->unchanged);
	json_set_int(o, "removed", report->removed);
	json_set_int(o, "documents", report->documents);
	json_set_int(o, "chunks", report->chunks);
	json_set_real(o, "seconds", (double)report->ms / 1000, 1);
	json_set_cstr(o, "generation", report->generation);
	json_set(o, "failed", json_share(r->lists[INGEST_FAILED]));
	json_set(o, "skipped", json_share(r->lists[INGEST_SKIPPED]));
	json_set(o, "warnings", json_share(r->lists[INGEST_WARNED]));
	json_set_int(o, "left_out", r->left_out);
	json_write(o, &text);
	buf_char(&text, '\n');
	return text.bad ? err_set(err, ERR_NO_MEMORY, "a report of more than %d bytes", REPORT_BYTES)
			: file_write(path, buf_view(&text), 0644, err);
}
