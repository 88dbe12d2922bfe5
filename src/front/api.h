/*
 * The handlers, one api_*.c a resource.  Each writes one whole response, or
 * returns -1 with err before it has begun one (struct route).
 */
#ifndef FRONT_API_H
#define FRONT_API_H

#include "front/request.h"
#include "front/response.h"

int api_audio(struct req *r, struct resp *p, struct err *err);
int api_chat(struct req *r, struct resp *p, struct err *err);
int api_feedback(struct req *r, struct resp *p, struct err *err);
int api_health(struct req *r, struct resp *p, struct err *err);
int api_ready(struct req *r, struct resp *p, struct err *err);
int api_conversation(struct req *r, struct resp *p, struct err *err);
int api_metrics(struct req *r, struct resp *p, struct err *err);
int api_openapi(struct req *r, struct resp *p, struct err *err);
int api_openai_chat(struct req *r, struct resp *p, struct err *err);
int api_openai_model(struct req *r, struct resp *p, struct err *err);
int api_openai_models(struct req *r, struct resp *p, struct err *err);
int api_search(struct req *r, struct resp *p, struct err *err);

#endif
