/* itb-chatbot config: the settings in force, the example file, the man page's list. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cli/cli.h"

static const char *const type_names[] = {
	[CONF_TEXT] = "text",   [CONF_URL] = "URL",     [CONF_CHOICE] = "one of",
	[CONF_INT] = "integer", [CONF_REAL] = "number", [CONF_BOOL] = "true or false",
};

static void print_type(const struct conf_row *row)
{
	printf("%s", type_names[row->type]);
	if (row->type == CONF_INT || row->type == CONF_REAL)
		printf(" from %.10g to %.10g", row->min, row->max);
	if (*row->unit)
		printf("%s%s", row->type == CONF_URL ? " of " : " ", row->unit);
}

static void print_example(const struct conf_row *row)
{
	if (row->section) {
		printf("\n# --- %s\n", row->section);
		return;
	}
	printf("\n# %s\n# (", row->help);
	print_type(row);
	printf(")\n#%s=%s\n", row->key, row->def);
}

/* mdoc's control characters at the start of a line, backslashes, and each sentence on a line. */
static void print_mdoc(const char *text)
{
	const char *start = text;

	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (; *text; text++) {
		bool ends = text > start && text[-1] == '.' && *text == ' ';

		if (*text == '\\')
			fputs("\\e", stdout);
		else
			putchar(ends ? '\n' : *text);
	}
	putchar('\n');
}

static void print_man(const struct conf_row *row)
{
	if (row->section) {
		printf(".Ss %s\n", row->section);
		return;
	}
	printf(".Bl -tag -width Ds\n.It Ev %s\n", row->key);
	print_mdoc(row->help);
	printf("Takes ");
	print_type(row);
	printf("%s.\n", row->flags & CONF_SECRET ? "; a secret" : "");
	if (*row->def)
		printf("Default:\n.Ql %s .\n", row->def);
	printf(".El\n");
}

static void print_value(const struct conf *conf, size_t i, bool reveal)
{
	BUF_AUTO struct buf value = BUF_MAX(1 << 20);

	if (conf_rows[i].section) {
		printf("\n# %s\n", conf_rows[i].section);
		return;
	}
	conf_value(conf, i, reveal, &value);
	printf("%s=%.*s", conf_rows[i].key, STR_ARG(buf_view(&value)));
	printf("%s%s\n", *conf_origin(conf, i) == 'd' ? "" : "    # ",
	       *conf_origin(conf, i) == 'd' ? "" : conf_origin(conf, i));
}

int cmd_config(struct cli *c)
{
	const char *how = c->argc > 1 ? c->argv[1] : "";
	bool reveal = strcmp(how, "--reveal") == 0;
	size_t i;

	if (c->argc > 2 || (*how && !reveal && strcmp(how, "--example") != 0 && strcmp(how, "--man") != 0))
		return cli_usage(c);
	for (i = 0; i < conf_rows_n; i++) {
		if (strcmp(how, "--example") == 0)
			print_example(&conf_rows[i]);
		else if (strcmp(how, "--man") == 0)
			print_man(&conf_rows[i]);
		else
			print_value(c->conf, i, reveal);
	}
	if (*how == '\0' && *conf_unknown(c->conf))
		printf("\n# not a setting, ignored: %s\n", conf_unknown(c->conf));
	return 0;
}
