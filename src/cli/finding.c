#include "cli/finding.h"

#include <stdio.h>

void finding_print(const struct finding *f)
{
	static const char *const words[] = {
		[FINDING_OK] = "ok", [FINDING_WARN] = "warn", [FINDING_FAIL] = "FAIL",
	};

	printf("%-4s  %-22s  %s\n", words[f->state], f->what, f->message);
	if (f->next && *f->next)
		printf("      %-22s  %s\n", "", f->next);
	/* each is read while the next server is asked */
	fflush(stdout);
}
