/* Tables and code: what is read line by line. */
#include "base/ascii.h"
#include "chat/reply/markdown_impl.h"
#include "chat/reply/url.h"

/* --- tables */

bool markdown_is_delimiter(struct str line)
{
	bool any = false;
	size_t i;

	for (i = 0; i < line.n; i++) {
		if (strchr("|-: \t\r", line.p[i]) == NULL || line.p[i] == '\0')
			return false;
		any = any || line.p[i] == '-';
	}
	return any;
}

/* Without the bars around it. */
static struct str row_inside(struct str line)
{
	line = str_trim(line);
	if (str_starts(line, STR("|")))
		line = str_sub(line, 1, line.n);
	if (str_ends(line, STR("|")) && !str_ends(line, STR("\\|")))
		line.n--;
	return line;
}

/* The next cell; the last one takes all that is left. */
static struct str cut_cell(struct str *rest, bool last)
{
	struct str cell;
	size_t n = 0;

	while (n < rest->n && (last || rest->p[n] != '|' || (n && rest->p[n - 1] == '\\')))
		n++;
	cell = str_trim(str_sub(*rest, 0, n));
	*rest = str_sub(*rest, n + 1, rest->n);
	return cell;
}

/* A break of the line is a pause. */
static int read_cell(struct markdown *m, struct str s)
{
	while (s.n) {
		size_t n = str_find(s, STR("<br")), end = str_find_char(str_sub(s, n, s.n), '>');

		if (n + end >= s.n || end > 5)
			n = s.n;
		if (markdown_inline(m, str_sub(s, 0, n)) || (n < s.n && markdown_inline(m, STR(", "))))
			return -1;
		s = str_sub(s, n < s.n ? n + end + 1 : n, s.n);
	}
	return markdown_end_cell(m);
}

int markdown_open_table(struct markdown *m, struct str head)
{
	struct str rest = row_inside(head);
	int r = 0;

	if (markdown_close(m))
		return -1;
	markdown_open(m, BLOCK_TABLE);
	m->mute = true;
	for (m->columns = 0; r == 0 && (rest.n || m->columns == 0) && m->columns < BLOCKS_COLUMNS_MAX; m->columns++) {
		buf_reset(&m->head);
		r = read_cell(m, cut_cell(&rest, m->columns + 1 == BLOCKS_COLUMNS_MAX));
		m->heads[m->columns] = arena_str(m->arena, buf_view(&m->head));
		m->head_given[m->columns] = false;
	}
	m->mute = false;
	return r;
}

int markdown_row(struct markdown *m, struct str line)
{
	struct str rest = row_inside(line);
	size_t i;

	for (i = 0; i < m->columns && rest.n; i++) {
		m->cell = m->columns * (m->rows + 1) + i;
		if (read_cell(m, cut_cell(&rest, i + 1 == m->columns)))
			return -1;
	}
	m->rows += m->in_row;
	m->in_row = false;
	return 0;
}

/* --- code */

static size_t run_of(struct str s, char c)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == c)
		n++;
	return n;
}

void markdown_open_code(struct markdown *m, struct str fence)
{
	size_t n = 0;
	struct str info;

	markdown_open(m, BLOCK_CODE);
	m->fence = fence.p[0];
	m->fence_n = run_of(fence, m->fence);
	m->blank_lines = 0;
	info = str_trim(str_sub(fence, m->fence_n, fence.n));
	while (n < info.n && (is_alnum(info.p[n]) || strchr("+#-", info.p[n])) && info.p[n])
		n++;
	m->lang = arena_str(m->arena, str_sub(info, 0, n));
}

/* A line of code with an address that nobody knows is left out. */
static bool is_forged(struct markdown *m, struct str line)
{
	struct str url;

	while (url_find(&line, &url))
		if (!m->sink.knows_url(m->sink.arg, url, true))
			return true;
	return false;
}

int markdown_code_line(struct markdown *m, struct str line)
{
	static const struct reply_style plain = {.strong = false};
	struct str bare = str_trim(line);

	if (str_ends(line, STR("\r")))
		line.n--;
	if (bare.n >= m->fence_n && run_of(bare, m->fence) == bare.n) {
		m->fence = 0;
		return markdown_close(m);
	}
	if (is_forged(m, line))
		return 0;
	if (bare.n == 0) {
		m->blank_lines += m->given;
		return 0;
	}
	for (m->blank_lines += m->given; m->blank_lines; m->blank_lines--)
		if (markdown_give(m, STR("\n"), 0, &plain))
			return -1;
	return markdown_begin_cell(m) || markdown_give(m, line, 0, &plain);
}
