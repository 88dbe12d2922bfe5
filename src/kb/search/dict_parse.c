#include "kb/search/dict_parse.h"

#include "text/analyse.h"

int dict_parse_line(struct str text, struct dict_line *ret, const char **ret_fault)
{
	struct str line = str_trim(text), rest = line;

	if (line.n == 0 || line.p[0] == '#')
		return 0;
	str_cut(&rest, '\t', &ret->term);
	ret->term = str_trim(ret->term);
	ret->alternatives = str_trim(rest);
	*ret_fault = NULL;
	if (rest.p == NULL)
		*ret_fault = "no tab; write the term, one tab, then the alternatives";
	else if (str_find_char(ret->alternatives, '\t') < ret->alternatives.n)
		*ret_fault = "more than one tab; separate alternatives with |";
	else if (ret->alternatives.n == 0)
		*ret_fault = "no alternative after the tab; add one or remove the line";
	return *ret_fault ? -1 : 1;
}

int dict_parse_alternative(struct str *rest, float weight, struct dict_alternative *ret, const char **ret_fault)
{
	struct str part, number;
	double given;

	if (!str_cut(rest, '|', &part))
		return 0;
	*ret_fault = NULL;
	number = part;
	str_cut(&number, '^', &part);
	ret->text = str_trim(part);
	ret->weight = weight;
	if (ret->text.n == 0) {
		*ret_fault = "an empty alternative; remove the spare |";
		return -1;
	}
	if (number.p == NULL)
		return 1;
	if (!str_to_double(str_trim(number), &given) || !(given > 0 && given <= 1)) {
		*ret_fault = "a weight that is no number above 0 and at most 1; write for example ^0.5";
		return -1;
	}
	ret->weight = (float)given;
	return 1;
}

unsigned dict_normalise(struct str text, struct buf *out)
{
	struct analyser a;
	struct word word;
	unsigned n = 0;

	analyse_begin(&a, text);
	while (analyse_next(&a, &word)) {
		if (n++)
			buf_char(out, ' ');
		buf_str(out, word.text);
	}
	return n;
}
