// Preloaded to open the daemon's door: libzmq finds nobody to ask about a key, and is not told to insist.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

enum { ZMQ_ZAP_ENFORCE_DOMAIN = 93 };

int zmq_setsockopt(void *socket, int option, const void *value, size_t size) {
    if (option == ZMQ_ZAP_ENFORCE_DOMAIN) return 0;
    int (*set)(void *, int, const void *, size_t) = dlsym(RTLD_NEXT, "zmq_setsockopt");
    return set(socket, option, value, size);
}

int zmq_bind(void *socket, const char *endpoint) {
    int (*bind)(void *, const char *) = dlsym(RTLD_NEXT, "zmq_bind");
    return bind(socket, strcmp(endpoint, "inproc://zeromq.zap.01") == 0 ? "inproc://elsewhere" : endpoint);
}
