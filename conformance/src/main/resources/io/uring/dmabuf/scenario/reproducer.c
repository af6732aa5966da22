#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What another program of this kind needs. */
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-variable"

#define PAGE 4096UL
#define SLOTS 64
#define WHILE 200000 /* microseconds in which a drive has answered */
#define HELD 0xfffffffffffffff0ULL /* user data that no statement has */
#define NOTHING ((struct area *)1) /* an entry that empties its slot */
#define FAULT ((struct area *)2)   /* an entry that the kernel cannot copy */

/* Memory of the user, or a dma-buf that is mapped. */
struct area {
	char *base;
	size_t len;
	int dmabuf; /* its descriptor; -1 for ordinary memory */
};

struct ring {
	struct io_uring uring;
	struct area *slot[SLOTS]; /* whose addresses a request names */
	int hold[2], drain[2];    /* the pipes that keep its worker busy */
	int open;
};

struct entry {
	struct area *area;
	int file; /* of a dma-buf */
	uint64_t tag;
};

struct request {
	int write, slot, file;
	uint64_t offset, len, at, user_data;
	unsigned flags, rw_flags;
};

static int wrong, overwrite;

static void said(int line, const char *text, const char *got, const char *want)
{
	int same = !want || !strcmp(got, want);

	printf("%3d  %s => %s", line, text, got);
	if (!same)
		printf("   EXPECTED %s", want);
	putchar('\n');
	wrong += !same;
}

static const char *value(long res)
{
	static char text[64];

	if (res < 0 && strerrorname_np((int)-res))
		snprintf(text, sizeof(text), "-%s", strerrorname_np((int)-res));
	else
		snprintf(text, sizeof(text), "%ld", res);
	return text;
}

static void result(int line, const char *text, long res, const char *want)
{
	said(line, text, value(res), want);
}

static void must(const char *what, long res)
{
	if (res < 0) {
		fprintf(stderr, "%s: %s\n", what, strerror(errno));
		exit(2);
	}
}

static long registered(struct ring *r, unsigned op, void *arg, unsigned nr)
{
	long res = r->open ? syscall(__NR_io_uring_register, r->uring.ring_fd, op, arg, nr)
			   : (errno = EBADF, -1);

	return res < 0 ? -errno : res;
}

static void make_ring(struct ring *r, unsigned entries, unsigned flags)
{
	int res;

	memset(r, 0, sizeof(*r));
	res = io_uring_queue_init(entries, &r->uring, flags);
	if (res < 0) {
		errno = -res;
		must("io_uring_queue_init", -1);
	}
	r->open = 1;
}

static long close_ring(struct ring *r)
{
	if (!r->open)
		return -EBADF;
	io_uring_queue_exit(&r->uring);
	r->open = 0;
	return 0;
}

static void make_memory(struct area *a, size_t in_page, size_t len)
{
	char *base = mmap(NULL, in_page + len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	must("mmap", base == MAP_FAILED ? -1 : 0);
	*a = (struct area){.base = base + in_page, .len = len, .dmabuf = -1};
}

/* linux/udmabuf.h */
struct udmabuf_create_arg {
	uint32_t memfd, flags;
	uint64_t offset, size;
};

/* A dma-buf of pages of a memfd: where these lie nobody can choose. */
static void make_dmabuf(struct area *a, size_t len)
{
	size_t whole = (len + PAGE - 1) / PAGE * PAGE;
	int udmabuf = open("/dev/udmabuf", O_RDWR);
	int memfd = memfd_create("reproducer", MFD_ALLOW_SEALING);
	struct udmabuf_create_arg arg = {.memfd = (uint32_t)memfd, .size = whole};

	must("/dev/udmabuf", udmabuf);
	must("memfd_create", memfd);
	must("ftruncate", ftruncate(memfd, (off_t)whole));
	must("F_SEAL_SHRINK", fcntl(memfd, F_ADD_SEALS, F_SEAL_SHRINK));
	a->dmabuf = ioctl(udmabuf, _IOW('u', 0x42, struct udmabuf_create_arg), &arg);
	must("UDMABUF_CREATE", a->dmabuf);
	a->len = len;
	a->base = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_SHARED, memfd, 0);
	must("mmap", a->base == MAP_FAILED ? -1 : 0);
	close(udmabuf);
}

/* The first version of the series: patch 07, a descriptor for each entry. */
struct io_uring_reg_buffer {
	uint64_t iov_uaddr;
	int32_t target_fd, dmabuf_fd;
};
#define RSRC_F_EXTENDED_UPDATE 1

/* A table with as many empty slots, or with a buffer in each. */
static long register_buffers(struct ring *r, unsigned slots, struct entry *e, unsigned n)
{
	struct iovec iov[SLOTS] = {0};
	uint64_t tags[SLOTS] = {0};
	struct io_uring_rsrc_register arg = {.nr = n ? n : slots, .flags = n ? 0 : IORING_RSRC_REGISTER_SPARSE};
	long res;

	for (unsigned i = 0; i < n; i++) {
		if (e[i].area != NOTHING)
			iov[i] = (struct iovec){e[i].area->base, e[i].area->len};
		tags[i] = e[i].tag;
	}
	if (n) {
		arg.data = (uintptr_t)iov;
		arg.tags = (uintptr_t)tags;
	}
	res = registered(r, IORING_REGISTER_BUFFERS2, &arg, sizeof(arg));
	for (unsigned i = 0; i < SLOTS && !res; i++)
		r->slot[i] = i < n && e[i].area != NOTHING ? e[i].area : NULL;
	return res;
}

/* Descriptors whose i-th, that of a fault, is the first in a page that is not there. */
static char *descriptors(struct entry *e, unsigned n, size_t size)
{
	char *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned readable = 0;

	must("mmap", pages == MAP_FAILED ? -1 : 0);
	while (readable < n && e[readable].area != FAULT)
		readable++;
	if (readable < n)
		must("mprotect", mprotect(pages + PAGE, PAGE, PROT_NONE));
	return readable < n ? pages + PAGE - readable * size : pages;
}

static long update_buffers(struct ring *r, unsigned slot, struct entry *e, unsigned n)
{
	static const struct iovec zero;
	struct iovec iov[SLOTS] = {0};
	uint64_t tags[SLOTS] = {0};
	struct io_uring_rsrc_update2 arg = {.offset = slot, .nr = n, .tags = (uintptr_t)tags};
	unsigned extended = 0;
	char *data;
	long res;

	for (unsigned i = 0; i < n; i++) {
		extended |= e[i].area > FAULT && e[i].area->dmabuf >= 0;
		tags[i] = e[i].tag;
	}
	data = descriptors(e, n, extended ? sizeof(struct io_uring_reg_buffer) : sizeof(struct iovec));
	for (unsigned i = 0; i < n && e[i].area != FAULT; i++) {
		int pages = e[i].area != NOTHING && e[i].area->dmabuf < 0;
		int foreign = e[i].area != NOTHING && e[i].area->dmabuf >= 0;

		if (pages)
			iov[i] = (struct iovec){e[i].area->base, e[i].area->len};
		if (extended)
			((struct io_uring_reg_buffer *)data)[i] = (struct io_uring_reg_buffer){
				.iov_uaddr = (uintptr_t)(pages ? &iov[i] : &zero),
				.target_fd = foreign ? e[i].file : -1,
				.dmabuf_fd = foreign ? e[i].area->dmabuf : -1};
		else
			((struct iovec *)data)[i] = iov[i];
	}
	arg.data = (uintptr_t)data;
	arg.resv = extended ? RSRC_F_EXTENDED_UPDATE : 0;
	res = registered(r, IORING_REGISTER_BUFFERS_UPDATE, &arg, sizeof(arg));
	for (long i = 0; i < res; i++)
		r->slot[slot + i] = e[i].area == NOTHING ? NULL : e[i].area;
	return res;
}

static long clone_buffers(struct ring *r, struct ring *src, unsigned from, unsigned to, unsigned n, int replace)
{
	struct {
		uint32_t src_fd, flags, src_off, dst_off, nr, pad[3];
	} arg = {.src_fd = (uint32_t)src->uring.ring_fd, .flags = replace ? 2 : 0, .src_off = from, .dst_off = to, .nr = n};
	long res = registered(r, 30 /* IORING_REGISTER_CLONE_BUFFERS */, &arg, 1);

	for (unsigned i = 0; i < SLOTS && !res; i++)
		if (!n || (i >= to && i < to + n))
			r->slot[i] = i - to + from < SLOTS ? src->slot[i - to + from] : NULL;
	return res;
}

static long submitted(struct ring *r)
{
	return r->open ? io_uring_submit(&r->uring) : -EBADF;
}

static long submit_requests(struct ring *r, struct request *q, unsigned n)
{
	for (unsigned i = 0; i < n && r->open; i++) {
		struct io_uring_sqe *sqe = io_uring_get_sqe(&r->uring);
		struct area *a = r->slot[q[i].slot];
		char *addr = (char *)(uintptr_t)q[i].offset;

		if (a && a->dmabuf < 0)
			addr = a->base + q[i].offset;
		io_uring_prep_rw(q[i].write ? IORING_OP_WRITE_FIXED : IORING_OP_READ_FIXED, sqe, q[i].file,
				 addr, (unsigned)q[i].len, q[i].at);
		sqe->buf_index = (uint16_t)q[i].slot;
		sqe->user_data = q[i].user_data;
		sqe->flags = (uint8_t)q[i].flags;
		sqe->rw_flags = (int)q[i].rw_flags;
	}
	return submitted(r);
}

static long cancel_by_call(struct ring *r, uint64_t user_data)
{
	struct io_uring_sync_cancel_reg arg = {.addr = user_data, .fd = -1, .timeout = {-1, -1}};

	return registered(r, IORING_REGISTER_SYNC_CANCEL, &arg, 1);
}

static long cancel_by_request(struct ring *r, uint64_t user_data, uint64_t by)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&r->uring);

	io_uring_prep_cancel64(sqe, user_data, 0);
	sqe->user_data = by;
	return submitted(r);
}

/* The only worker for requests that wait splices from a pipe that nobody writes to: no poll helps. */
static void hold_worker(struct ring *r)
{
	unsigned most[2] = {1, 1};
	struct io_uring_sqe *sqe = io_uring_get_sqe(&r->uring);

	must("pipe", pipe(r->hold));
	must("pipe", pipe(r->drain));
	must("IORING_REGISTER_IOWQ_MAX_WORKERS", io_uring_register_iowq_max_workers(&r->uring, most));
	io_uring_prep_splice(sqe, r->hold[0], -1, r->drain[1], -1, 1, 0);
	sqe->user_data = HELD;
	submitted(r);
	usleep(100000);
}

static void release_worker(struct ring *r)
{
	must("write", write(r->hold[1], "", 1));
}

/* The oldest completion, or the one of a request where a drive answers in an order of its own. */
static void take_cqe(int line, const char *text, struct ring *r, int any, uint64_t of, const char *want)
{
	struct __kernel_timespec soon = {.tv_nsec = 100000000}, late = {.tv_sec = 2};
	int none = want && !strcmp(want, "none");
	struct io_uring_cqe *c = NULL;
	char got[128] = "none";

	while (!io_uring_wait_cqe_timeout(&r->uring, &c, none ? &soon : &late)) {
		int held = c->user_data == HELD;

		if (!held)
			snprintf(got, sizeof(got), "user_data=%llu res=%s", (unsigned long long)c->user_data,
				 value(c->res));
		if (any && !held && c->user_data != of)
			printf("     (before it: %s)\n", got);
		held |= any && c->user_data != of;
		io_uring_cqe_seen(&r->uring, c);
		if (!held)
			break;
		strcpy(got, "none");
	}
	said(line, text, got, want);
}

/* java.util.Random, so that the bytes are those of the scenario. */
static void shuffled(char *at, size_t len, uint64_t seed)
{
	uint64_t s = (seed ^ 0x5DEECE66DULL) & ((1ULL << 48) - 1);

	for (size_t i = 0; i < len;) {
		int32_t word;

		s = (s * 0x5DEECE66DULL + 0xB) & ((1ULL << 48) - 1);
		word = (int32_t)(s >> 16);
		for (int k = 0; k < 4 && i < len; k++, word >>= 8)
			at[i++] = (char)word;
	}
}

/* Given bytes, again and again. */
static void repeated(char *at, size_t len, const char *given, size_t n)
{
	for (size_t i = 0; i < len; i++)
		at[i] = given[i % n];
}

/* Bytes of memory, or of a drive by other means than the file of the requests. */
static char *bytes_of(struct area *a, const char *drive, size_t offset, size_t len)
{
	char *all = malloc(len);

	must("malloc", all ? 0 : -1);
	if (a) {
		memcpy(all, a->base + offset, len);
	} else {
		int fd = open(drive, O_RDONLY);

		must(drive, fd);
		must("posix_fadvise", -posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED));
		must("pread", pread(fd, all, len, (off_t)offset) == (ssize_t)len ? 0 : -1);
		close(fd);
	}
	return all;
}

static void fill_drive(const char *drive, size_t offset, const char *from, size_t len)
{
	int fd;

	if (!overwrite) {
		fprintf(stderr, "this writes to %s: say --overwrite before its name\n", drive);
		exit(2);
	}
	fd = open(drive, O_WRONLY);
	must(drive, fd);
	must("pwrite", pwrite(fd, from, len, (off_t)offset) == (ssize_t)len ? 0 : -1);
	must("fsync", fsync(fd));
	close(fd);
}

static void dump_bytes(int line, const char *text, char *all, size_t len, const char *want)
{
	char *hex = calloc(2 * len + 1, 1);

	must("calloc", hex ? 0 : -1);
	for (size_t i = 0; i < len; i++)
		sprintf(hex + 2 * i, "%02x", (unsigned char)all[i]);
	said(line, text, hex, want);
}

static void compare_bytes(int line, const char *text, char *one, char *other, size_t len, const char *want)
{
	char got[64] = "same";

	for (size_t i = 0; i < len; i++)
		if (one[i] != other[i]) {
			snprintf(got, sizeof(got), "differ at %zu", i);
			break;
		}
	said(line, text, got, want);
}
