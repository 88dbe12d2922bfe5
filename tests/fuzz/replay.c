/* Feeds each file of the harness' corpus, or those named, to it once. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "fuzz.h"

static int replay(const char *path)
{
	BUF_AUTO struct buf b = BUF_MAX(1 << 24);
	struct err err;

	if (file_read(path, &b, &err) != 0) {
		fprintf(stderr, "%s\n", err.msg);
		return -1;
	}
	/* a copy of the exact size, so that a sanitizer sees reads past the end */
	uint8_t *copy = malloc(b.n ? b.n : 1);
	if (copy == NULL)
		return -1;
	memcpy(copy, buf_view(&b).p, b.n);
	printf("%s\n", path);
	fflush(stdout);
	LLVMFuzzerTestOneInput(copy, b.n);
	free(copy);
	return 0;
}

static int replay_dir(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	BUF_AUTO struct buf path = BUF_MAX(8192);
	int n = 0;

	if (d == NULL) {
		perror(dir);
		return -1;
	}
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		buf_reset(&path);
		buf_printf(&path, "%s/%s", dir, e->d_name);
		if (replay(path.p) != 0)
			break;
		n++;
	}
	closedir(d);
	return e || n == 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	const char *name = strstr(argv[0], "fuzz_"), *source = getenv("SRCDIR");
	BUF_AUTO struct buf dir = BUF_MAX(8192);
	int i;

	for (i = 1; i < argc; i++)
		if (replay(argv[i]) != 0)
			return 1;
	if (argc > 1)
		return 0;
	buf_printf(&dir, "%s/tests/fuzz/corpus/%s", source ? source : ".", name ? name + 5 : "");
	return replay_dir(dir.p) ? 1 : 0;
}
