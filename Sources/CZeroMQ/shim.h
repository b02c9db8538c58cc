#ifndef PERMITD_CZEROMQ_SHIM_H
#define PERMITD_CZEROMQ_SHIM_H

// The Glibc module leaves these out.
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <zmq.h>

// libzmq 4.3.4 understands this option in every build, but its header names it only for draft builds. Without it a
// CURVE server that has no ZAP handler accepts any client key.
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

#endif
