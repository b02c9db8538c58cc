#ifndef PERMITD_CZEROMQ_SHIM_H
#define PERMITD_CZEROMQ_SHIM_H

// The Glibc module leaves eventfd out.
#include <sys/eventfd.h>
#include <zmq.h>

// And timerfd; but <sys/timerfd.h> would make the types of <time.h> this module's own. The values are itimerspec.
extern int timerfd_create(int clock, int flags);
extern int timerfd_settime(int timer, int flags, const void *value, void *former);

// libzmq 4.3.4 understands this option in every build, but its header names it only for draft builds. Without it a
// CURVE server that has no ZAP handler accepts any client key.
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

#endif
