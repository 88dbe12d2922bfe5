#include "kb/document/filter.h"

#include "kb/container/zip.h"
#include "port/system/child.h"

enum { FILES = 64, ERRORS_BYTES = 2000, PANDOC_MB = 1 << 26 };

/* The first line that says "error", else the first. */
static struct str complaint(struct str errors)
{
	size_t at = str_find(errors, STR("error: "));
	struct str said = str_trim(str_sub(errors, at < errors.n ? at : 0, errors.n));

	return str_sub(said, 0, str_find_char(said, '\n'));
}

int filter_run(const struct extract *x, const char *const *argv, const char *package, struct str content,
	       struct buf *out, struct err *err)
{
	BUF_AUTO struct buf errors = BUF_MAX(ERRORS_BYTES);
	/* it reserves a terabyte of address space, as Haskell programs do; extract_office() bounds its heap instead */
	/* it reserves a terabyte of address space, as Haskell programs do; extract_office() bounds its heap instead */
	/* it reserves a terabyte of address space, as Haskell programs do; extract_office() bounds its heap instead */
	/* it reserves a terabyte of address space, as Haskell programs do; extract_office() bounds its heap instead */
	bool pandoc = strcmp(argv[0], "pandoc") == 0;
	struct patience patience = {.deadline = deadline_in((int64_t)x->conf->extract_timeout * 1000)};
	struct child_run run = {
		.argv = argv,
		.stdin_fd = -1,
		.input = content,
		.limits = {.memory_mb = pandoc ? PANDOC_MB : x->conf->extract_memory_mb,
			   .cpu_s = x->conf->extract_timeout,
			   .files = FILES},
		.patience = &patience,
		.profile = CHILD_DECODER,
	};
	struct err why = {0};
	struct str said;

	if (child_run(&run, out, &errors, &why) == 0)
		return 0;
	if (why.code == ERR_NOT_FOUND)
		return err_set(err, why.code, "%s is not installed: apt install %s", argv[0], package);
	said = complaint(buf_view(&errors));
	return err_set(err, why.code, "%s%s%.*s", why.msg, said.n ? ": " : "", (int)said.n, said.p ? said.p : "");
}

static int unzip(const struct extract *x, const char *const *argv, struct str file, struct buf *out, struct err *err)
{
	if (filter_run(x, argv, "unzip", file, out, err) == 0)
		return 0;
	/* Office wraps what it encrypts in the container of its older formats */
	if (str_starts(file, STR("\xD0\xCF\x11\xE0")))
		return err_set(err, ERR_REFUSED, "protected by a password, or of an older kind than its name says");
	return zip_is_locked(file) ? err_set(err, ERR_REFUSED, "protected by a password") : -1;
}

int filter_unzip(const struct extract *x, struct str file, const char *part, struct buf *out, struct err *err)
{
	const char *const argv[] = {"unzip", "-p", "/dev/stdin", part, NULL};

	return unzip(x, argv, file, out, err);
}

int filter_list(const struct extract *x, struct str file, struct buf *out, struct err *err)
{
	static const char *const argv[] = {"unzip", "-Z1", "/dev/stdin", NULL};

	return unzip(x, argv, file, out, err);
}
