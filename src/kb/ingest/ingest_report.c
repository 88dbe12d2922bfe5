#include "kb/ingest/ingest_impl.h"

void ingest_failed(struct ingest *in, const char *where, const char *why)
{
	in->report->failed++;
	in->watch->tell(in->watch->arg, INGEST_FAILED, where, why);
}

void ingest_skipped(struct ingest *in, const char *where, const char *why)
{
	in->report->skipped++;
	in->watch->tell(in->watch->arg, INGEST_SKIPPED, where, why);
}

void ingest_progress(struct ingest *in, int64_t done)
{
	in->progress.done = done;
	in->watch->progress(in->watch->arg, &in->progress);
}
