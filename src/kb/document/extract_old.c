#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "kb/document/extract.h"
#include "port/system/child.h"

/*
 * Documents of Office 97 to 2003 through LibreOffice, where it is installed: it
 * writes the newer kind, which is then read.  It needs a folder to write in, and
 * to start programs of its own, so that the filter of other readers is no use; it
 * gets bounds on time, memory, files and what it writes, and runs no macros.
 */
enum { FILES = 256, RESULT_BYTES_MAX = 256 << 20, MEMORY_LEAST_MB = 2048, NAME_BYTES = 200, ERRORS_BYTES = 2000 };

struct scratch {
	char folder[32], in[64], out[64], profile[NAME_BYTES];
};

static int scratch_open(struct scratch *s, const char *format, struct str content, struct err *err)
{
	snprintf(s->folder, sizeof s->folder, "/tmp/itb-office-XXXXXX");
	if (mkdtemp(s->folder) == NULL)
		return err_errno(err, ERR_IO, "making a folder in /tmp");
	snprintf(s->in, sizeof s->in, "%s/in", s->folder);
	snprintf(s->out, sizeof s->out, "%s/in.%s", s->folder, format);
	snprintf(s->profile, sizeof s->profile, "-env:UserInstallation=file://%s/profile", s->folder);
	return file_write(s->in, content, 0600, err);
}

static int convert(const struct extract *x, const struct scratch *s, struct err *err)
{
	const char *const argv[] = {"soffice", s->profile, "--headless", "--norestore", "--convert-to", x->kind->format,
				    "--outdir", s->folder, s->in, NULL};
	BUF_AUTO struct buf errors = BUF_MAX(ERRORS_BYTES);
	struct patience patience = {.deadline = deadline_in((int64_t)x->conf->extract_timeout * 1000)};
	long memory = x->conf->extract_memory_mb;
	struct child_run run = {
		.argv = argv,
		.stdin_fd = -1,
		.limits = {.memory_mb = memory > MEMORY_LEAST_MB ? memory : MEMORY_LEAST_MB,
			   .cpu_s = x->conf->extract_timeout, .file_bytes = RESULT_BYTES_MAX, .files = FILES},
		.patience = &patience,
		.workdir = s->folder,
	};

	return child_run(&run, NULL, &errors, err);
}

static int read_newer(const struct extract *x, struct str content, struct err *err)
{
	struct str format = str_of(x->kind->format);

	if (str_eq(format, STR("docx")))
		return extract_docx(x, content, err);
	return str_eq(format, STR("xlsx")) ? extract_sheet(x, content, err) : extract_slides(x, content, err);
}

int extract_old(const struct extract *x, struct str content, struct err *err)
{
	BUF_AUTO struct buf result = BUF_MAX(RESULT_BYTES_MAX);
	struct scratch s = {.folder = ""};
	struct err unused = {0};
	char program[NAME_BYTES];
	int r;

	if (child_find("soffice", program, sizeof program))
		return err_set(err, ERR_NOT_CONFIGURED, "an older kind of Office: install LibreOffice "
			       "(libreoffice-writer-nogui, -calc-nogui, -impress-nogui), or save it as .%s",
			       x->kind->format);
	r = scratch_open(&s, x->kind->format, content, err) || convert(x, &s, err);
	if (r == 0 && file_read(s.out, &result, &unused))
		r = err_set(err, ERR_REFUSED, "LibreOffice can't read it: it is damaged, or protected by a password");
	if (s.folder[0])
		file_remove_tree(s.folder, &unused);
	return r || read_newer(x, buf_view(&result), err) ? -1 : 0;
}
