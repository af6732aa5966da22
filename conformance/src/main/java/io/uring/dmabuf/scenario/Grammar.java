package io.uring.dmabuf.scenario;

import io.uring.dmabuf.uring.Op;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import java.util.function.Function;

/** The statements of the language: the one place where each is named, described and understood. */
public enum Grammar {
  MACHINE(
      "machine",
      "[page=4K] [line=64] [kernel=NAME[,NAME]...] [deviation=NAME[,NAME]...]",
      "sizes of a page and a cache line, kernel alternatives (model-checking/kernels), and mistakes"
          + " that the kernel makes (dmabuf-rw guards names them); before everything else",
      Making.Machine::parse),
  DRIVE(
      "drive",
      "NAME [size=1M] [block=512] [reach=coherent|noncoherent|bounce] [iommu=no|yes|deferred]"
          + " [space=1T] [sgl=no|yes] [max=1M] [segments=128] [segment=N] [chunk=N] [tags=8] [page=4K]"
          + " [list=512] [pool=8] [small=0] [retries=0]",
      "an NVMe drive of zeros: its block size, how it reaches memory, how many device addresses"
          + " its IOMMU has for it, whether it has SGLs, its limits, its tags, PRP entries of a list"
          + " page, pages for lists, small ones of half a page (64K of each at most), how often an"
          + " error is tried again (nvme_max_retries, which is 5 if nobody says otherwise)",
      Making.NewDrive::parse),
  FILE(
      "file",
      "NAME DRIVE [buffered]",
      "an open file, O_DIRECT unless buffered",
      Making.NewFile::parse),
  DMABUF(
      "dmabuf",
      "NAME ADDRESS+LENGTH...",
      "a dma-buf of pieces of physical memory, zero, 16G at most",
      Making.NewBuffer::parse),
  MEMORY(
      "memory",
      "NAME ADDRESS+LENGTH... [folio=4K[,4K]...]",
      "ordinary memory of the user, zero, 16G at most: pieces of physical memory that meet at page"
          + " borders, and how large the folios are that its pages are in, or those of each piece",
      Making.NewMemory::parse),
  PIPE(
      "pipe",
      "READ_END WRITE_END",
      "a pipe of one page, a name for either end: requests on ordinary memory wait there",
      Making.NewPipe::parse),
  EVENTFD(
      "eventfd", "NAME", "an event counter, which no fixed read reads", Making.NewCounter::parse),
  RING(
      "ring",
      "NAME [slots=8] [requests=64] [kind=plain|deferred|polled] [memlock=N]",
      "an io_uring instance: how many slots its table will have, and how many requests it has, 64K"
          + " at most; deferred: what pipes have ended waits for taskwork (DEFER_TASKRUN); polled:"
          + " a thread of the kernel submits (SQPOLL); memlock: made without CAP_IPC_LOCK, so that"
          + " what all such rings pin is limited (RLIMIT_MEMLOCK)",
      Making.NewRing::parse),
  FILL(
      "fill",
      "NAME OFFSET LENGTH byte=N|random=SEED|hex=DIGITS",
      "the user writes to a dma-buf or memory, or to a drive behind everybody's back",
      Looking.Fill::parse),
  REGISTER(
      "register",
      "RING [ENTRY [; ENTRY]...] [slots=N [data] [badflags]] [wrong=WHAT], ENTRY: pages"
          + " MEMORY|empty|fault|bad=KIND [tag=N] [fail=STEP]",
      "the table of registered buffers: empty, or with a buffer in each slot, all of them or none;"
          + " slots: so many empty ones, data: and an array of buffers; wrong: the argument has"
          + " another size, cannot be copied, or something is in its padding (size, pointer,"
          + " padding)",
      Calling.Register::parse),
  UPDATE(
      "update",
      "RING SLOT ENTRY [; ENTRY]... [badflags] [unreadable] [count=N] [wrong=WHAT], ENTRY: DMABUF"
          + " FILE|pages MEMORY|empty|fault|bad=KIND [tag=N] [fail=STEP]",
      "slots from SLOT on get a dma-buf for a file, ordinary memory, or nothing, with tags of 64"
          + " bits, 0 for none; fault: the descriptor cannot be copied; bad: memory that no slot"
          + " takes (zero-length, null-base, too-long, wrapping, unmapped, partly-mapped, file-backed);"
          + " fail: the step R8 to R20 fails; count: of how many it speaks, unreadable: and none can be copied;"
          + " wrong: as for register",
      Calling.Update::parse),
  UNREGISTER(
      "unregister",
      "RING [wrong=size]",
      "the table goes; wrong: there is an argument, where the call takes none",
      Calling.Unregister::parse),
  READ(
      "read",
      "RING SLOT FILE len=N [offset=0|address=N] [at=0] [user_data=N] [nowait] [async] [quiet]",
      "READ_FIXED of len bytes: offset in the buffer, or an address where no buffer is, at in the"
          + " file, which may be the end of a pipe; user_data has 64 bits; nowait: what would have to"
          + " wait ends with -EAGAIN (RWF_NOWAIT, of a drive's file); async: a worker issues"
          + " it (IOSQE_ASYNC), which waits all the same; quiet: a success is not told (IOSQE_CQE_SKIP_SUCCESS)",
      words -> Calling.Submit.parse(Op.READ_FIXED, words)),
  WRITE(
      "write",
      "RING SLOT FILE len=N [offset=0|address=N] [at=0] [user_data=N] [nowait] [async] [quiet]",
      "WRITE_FIXED, likewise",
      words -> Calling.Submit.parse(Op.WRITE_FIXED, words)),
  READV(
      "readv",
      "RING SLOT FILE OFFSET+LENGTH[*N]... [at=0] [user_data=N] [nowait] [async] [quiet]",
      "READV_FIXED: ranges of the buffer, *N for one N times, one behind the other in the file;"
          + " -OFFSET is before the buffer",
      words -> Calling.SubmitVector.parse(Op.READ_FIXED, words)),
  WRITEV(
      "writev",
      "RING SLOT FILE OFFSET+LENGTH[*N]... [at=0] [user_data=N] [nowait] [async] [quiet]",
      "WRITEV_FIXED, likewise",
      words -> Calling.SubmitVector.parse(Op.WRITE_FIXED, words)),
  NOP(
      "nop",
      "RING SLOT [user_data=N] [async] [tw]",
      "NOP that holds the buffer in a slot, of whatever kind (IORING_NOP_FIXED_BUFFER), and nothing"
          + " else; tw: task work completes it (IORING_NOP_TW)",
      Calling.Nop::parse),
  SUBMIT(
      "submit",
      "RING REQUEST [; REQUEST]..., REQUEST: read|write|readv|writev SLOT FILE ... [LINK] | nop"
          + " SLOT ... [LINK], LINK: link|hardlink",
      "several requests with one call, each as above without its ring; link: the next one is issued"
          + " when this one has moved all its bytes, and cancelled otherwise (IOSQE_IO_LINK);"
          + " hardlink: it is issued when this one has ended, however (IOSQE_IO_HARDLINK)",
      Calling.SubmitAll::parse),
  CANCEL(
      "cancel",
      "RING [USER_DATA] [file=FILE [fixed]] [all] [any] [badflags] [wrong=WHAT] [user_data=N]",
      "cancels a request with USER_DATA, of a file (fixed: in a table of files, which no ring has),"
          + " or any, by a call, or by a request with a user_data of its own; all: every one that is"
          + " meant; all, any: how many; wrong: as for register",
      Calling.Cancel::parse),
  CLONE(
      "clone",
      "RING SOURCE [from=0] [to=0] [count=0] [replace] [badflags] [wrong=WHAT]",
      "RING gets count slots of SOURCE's table, which may be its own, 0 for all, from a slot there"
          + " to a slot here; replace: in the place of a table; a file as SOURCE is refused; wrong: as"
          + " for register",
      Calling.Clone::parse),
  RINGFD(
      "ringfd",
      "RING NAME [of=OTHER] [at=N]",
      "registers the descriptor of RING, or of OTHER, with the task (IORING_REGISTER_RING_FDS), at"
          + " an index or the lowest that is free: NAME is the ring from then on, in calls that say"
          + " the index instead of a descriptor; it lives as long as either",
      Calling.RingFd::parse),
  DROPFD(
      "dropfd",
      "RING NAME",
      "by a call on RING the index with a name stands for nothing (IORING_UNREGISTER_RING_FDS)",
      Calling.DropFd::parse),
  HOLD(
      "hold",
      "RING",
      "the only worker thread for requests that wait is kept busy: what is for it stays in its list",
      words -> Calling.Hold.parse(true, words)),
  RELEASE(
      "release", "RING", "the worker thread is let go", words -> Calling.Hold.parse(false, words)),
  PUT(
      "put",
      "WRITE_END LENGTH byte=N|random=SEED|hex=DIGITS",
      "the user writes to a pipe",
      Calling.Put::parse),
  TAKE(
      "take",
      "READ_END LENGTH",
      "the user reads what is in a pipe: how many bytes, and the first",
      Calling.Take::parse),
  CLOSE("close", "NAME", "closes a ring, a file or a dma-buf", Calling.Close::parse),
  FCNTL("fcntl", "FILE direct|buffered", "sets or clears O_DIRECT", Calling.SetFlags::parse),
  RUN(
      "run",
      "[DRIVE]...",
      "kblockd, workers, controllers and interrupts go on until nothing is left to do",
      Driving.Run::parse),
  MOVE(
      "move",
      "RING USER_DATA [pieces=N]",
      "the controller moves data of a request and does not answer: how many pieces",
      Driving.Move::parse),
  COMPLETE(
      "complete",
      "RING USER_DATA... [commands=N] [unmoved]",
      "the drive answers these requests in this order, with interrupts, at most N commands of each:"
          + " how many commands; unmoved: it moves nothing more first, and says success of what has"
          + " moved",
      words -> Driving.Answer.parse(true, words)),
  FAIL(
      "fail",
      "RING USER_DATA... [commands=N] [dnr]",
      "the drive answers these requests with an error, whatever has moved: how many commands; where"
          + " errors are tried again, each as often as that, or commands=N of them; dnr: the drive"
          + " says that no other try would do better, and there is none",
      words -> Driving.Answer.parse(false, words)),
  STOP(
      "stop",
      "DRIVE",
      "a command of the drive is not answered in time: its queue is quiesced, the drive is stopped,"
          + " what it has answered is reaped, and the rest is taken back: how many commands, each to"
          + " be tried again, or to end with an error (nvme_dev_disable)",
      Driving.Stop::parse),
  RESET(
      "reset",
      "DRIVE",
      "somebody asks for a reset of the drive, whether or not it has a command (nvme_reset_ctrl):"
          + " the same as stop, or -EBUSY while what another reset took back is not over",
      Driving.Reset::parse),
  START(
      "start",
      "DRIVE",
      "the drive that was stopped is started again, on empty rings, and its queue goes on with what"
          + " was taken back or came meanwhile: how many commands (nvme_reset_work)",
      Driving.Start::parse),
  DIE(
      "die",
      "DRIVE",
      "the drive that was stopped does not come back, or one that was started again is late with a"
          + " command before the reset is over: all that is in its queue ends with an error, and so"
          + " does what comes: how many commands (nvme_reset_work, nvme_mark_namespaces_dead)",
      Driving.Die::parse),
  REMOVE(
      "remove",
      "DRIVE",
      "the drive is pulled out, and what it had is lost: all that is in its queue ends with an error,"
          + " and so does what comes: how many commands, none while there is a reset (nvme_remove)",
      Driving.Remove::parse),
  UNBIND(
      "unbind",
      "DRIVE",
      "the driver of the drive is unbound: the disk is dead for who comes, what is in its queue goes on"
          + " to its end, and the driver ends what is mapped for it: how many mappings; one whose lock the"
          + " exporter has it waits for, and another `unbind` goes on. -EBUSY while there is a reset,"
          + " -ENODEV when it is done (nvme_remove, del_gendisk; the mappings: not in the first version)",
      Driving.Unbind::parse),
  STARVE(
      "starve",
      "DRIVE N",
      "the next N allocations of descriptor pages fail",
      Driving.Starve::parse),
  FLUSH("flush", "DRIVE", "the drive's IOMMU forgets what was unmapped", Driving.Flush::parse),
  TASKWORK(
      "taskwork",
      "RING [user_data=N]",
      "task work hands to workers what no tag or a split refused, issues what is linked, and"
          + " completes what has ended: how many of these",
      Calling.TaskWork::parse),
  CQE("cqe", "RING", "the oldest completion, or none", Calling.Reap::parse),
  DUMP("dump", "NAME OFFSET LENGTH", "bytes of a dma-buf, memory or a drive", Looking.Dump::parse),
  COMPARE(
      "compare",
      "NAME OFFSET NAME OFFSET LENGTH",
      "two ranges of bytes: same, or where they differ",
      Looking.Compare::parse),
  REFS("refs", "NAME", "the references of a file, a dma-buf or a drive", Looking.References::parse),
  MAPPING(
      "mapping",
      "RING SLOT",
      "the device addresses of the buffer in a slot, or none",
      Looking.Mapping::parse),
  POOL("pool", "DRIVE", "the free descriptor pages of a drive", Looking.Pool::parse),
  COMMANDS(
      "commands",
      "RING USER_DATA",
      "what a request in flight was made into",
      Looking.Commands::parse);

  private final String word;
  private final String arguments;
  private final String help;
  private final Function<Words, Statement> parser;

  Grammar(String word, String arguments, String help, Function<Words, Statement> parser) {
    this.word = word;
    this.arguments = arguments;
    this.help = help;
    this.parser = parser;
  }

  /** The statement with its arguments. */
  public String syntax() {
    return word + " " + arguments;
  }

  /** What it does. */
  public String help() {
    return help;
  }

  /** Understands the words of one statement. */
  static Statement parse(List<String> words) {
    Grammar entry =
        Vector.of(values())
            .find(g -> g.word.equals(words.head()))
            .getOrElseThrow(() ->
                ScenarioException.unusable(
                    "expected a statement (%s), not \"%s\""
                        .formatted(
                            Vector.of(values()).map(g -> g.word).mkString(" "), words.head())));
    Words rest = new Words(entry.syntax(), words.tail());
    Statement statement = entry.parser.apply(rest);
    rest.end();
    return statement;
  }
}
