#include "port/ports.h"

int ports_open(struct ports *p, const struct conf *conf, struct shared *shared, struct local *local,
	       struct err *err)
{
	*p = (struct ports){.conf = conf_ref(conf), .shared = shared};
	if (redis_open(conf, shared, &p->redis, err)) {
		ports_close(p);
		return -1;
	}
	if (local == NULL)
		local = p->own_local = local_new(conf);
	p->session = local ? session_new(conf, p->redis, local) : NULL;
	p->http = http_new();
	if (p->session == NULL || p->http == NULL) {
		ports_close(p);
		return err_set(err, ERR_NO_MEMORY, "no memory for a thread's connections");
	}
	return 0;
}

void ports_close(struct ports *p)
{
	http_free(p->http);
	session_free(p->session);
	local_free(p->own_local);
	redis_close(p->redis);
	conf_unref(p->conf);
	*p = (struct ports){.conf = NULL};
}
