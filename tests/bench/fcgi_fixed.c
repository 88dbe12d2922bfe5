/*
 * The least that libfcgi can do: one process, one thread, always the bytes of
 * the file argv[1] (headers, empty line, body).  What bench_health measures
 * /health against.
 */
#include <fcgiapp.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	static char answer[65536];
	FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
	FCGX_Request request;
	int n;

	if (file == NULL)
		return 1;
	n = (int)fread(answer, 1, sizeof answer, file);
	fclose(file);
	if (n == 0 || FCGX_Init() || FCGX_InitRequest(&request, 0, 0))
		return 1;
	while (FCGX_Accept_r(&request) == 0) {
		FCGX_PutStr(answer, n, request.out);
		FCGX_Finish_r(&request);
	}
	return 0;
}
