#ifndef PERMITD_CZEROMQ_SHIM_H
#define PERMITD_CZEROMQ_SHIM_H

#include <zmq.h>

#endif
