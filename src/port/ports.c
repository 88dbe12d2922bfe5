#include "port/ports.h"

int ports_open(struct ports *p, const struct conf *conf, struct shared *shared, struct err *err)
{
	*p = (struct ports){.conf = conf_ref(conf), .shared = shared};
	if (redis_open(conf, shared, &p->redis, err)) {
		ports_close(p);
		return -1;
	}
	p->session = session_new(conf, p->redis);
	p->http = http_new(conf);
	if (p->session == NULL || p->http == NULL) {
		ports_close(p);
		return err_set(err, ERR_NO_MEMORY, "ports");
	}
	return 0;
}

void ports_close(struct ports *p)
{
	http_free(p->http);
	session_free(p->session);
	redis_close(p->redis);
	conf_unref(p->conf);
	*p = (struct ports){.conf = NULL};
}
