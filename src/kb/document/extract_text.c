#include "kb/document/extract.h"
#include "kb/outline/heading_words.h"
#include "text/decode.h"

/* Bytes in which a zero says that it is no text. */
enum { PROBE_BYTES = 512 };

int extract_text(const struct extract *x, struct str content, struct err *err)
{
	BUF_AUTO struct buf text = BUF_MAX(content.n * 3 + 16);
	struct str head = str_sub(content, 0, PROBE_BYTES);

	if (str_find_char(head, '\0') < head.n && !decode_is_wide(content))
		return err_set(err, ERR_BAD_DATA, "binary data, no text");
	if (decode_text(content, STR(""), &text, err))
		return -1;
	heading_words_plain(x->outline, buf_view(&text));
	return 0;
}
