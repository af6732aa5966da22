package io.uring.dmabuf.live.chain;

import io.uring.dmabuf.id.FileId;
import io.uring.dmabuf.id.RequestId;
import io.uring.dmabuf.id.SlotId;
import io.uring.dmabuf.live.Operation.Link;
import io.uring.dmabuf.live.Operation.Submit;
import io.uring.dmabuf.step.Step;
import io.uring.dmabuf.uring.LinkSteps;
import io.uring.dmabuf.uring.RawSqe;
import io.uring.dmabuf.uring.RingContext;
import io.uring.dmabuf.uring.SubmitSteps;
import io.uring.dmabuf.uring.Submitted;
import io.uring.dmabuf.uring.Window;
import io.uring.dmabuf.uring.WorkerSteps;

/** The calls that submit requests: one, one for a worker thread, or several that are linked. */
final class Submissions {
  /** The number of the only file in the table's eyes. */
  private static final FileId FILE = FileId.of(1);

  /** What a request asks for: the table alone never looks at it. */
  private static final Window ANY = new Window(0, 1);

  private final ModelTable table;
  private final TaskWork task;
  private final WorkerThread worker;

  /** Requests of a table, issued by the submitter, by its task or by a worker thread. */
  Submissions(ModelTable table, TaskWork task, WorkerThread worker) {
    this.table = table;
    this.task = task;
    this.worker = worker;
  }

  /** How many were submitted. */
  long submit(Submit submit) {
    if (submit.async()) {
      worker.add(queue(submit, WorkerSteps.START_ASYNC));
    } else {
      begin(submit);
      task.finishCall();
    }
    return 1;
  }

  /** All name their ranges now, and look their buffers up when they are issued. */
  long link(Link link) {
    begin(link.requests().head());
    link.requests().tail().forEach(next -> queue(next, LinkSteps.PREPARE_LINKED));
    task.finishCall();
    task.work();
    return link.requests().size();
  }

  /** The submission of a request is in progress. */
  private void begin(Submit submit) {
    Submitted submitted = sqe(submit);
    table.take(SubmitSteps.START_SUBMIT, new SubmitSteps.Submission(submitted, submit.findsFile()));
    table.ask(submitted.req(), submit);
  }

  private Submitted sqe(Submit submit) {
    return table.table().next(new RawSqe(SlotId.of(submit.slot()), submit.op(), FILE, ANY));
  }

  /** A request is queued: its number in the table. */
  private RequestId queue(Submit submit, Step<RingContext, Submitted> step) {
    Submitted submitted = sqe(submit);
    table.take(step, submitted);
    table.ask(submitted.req(), submit);
    return submitted.req();
  }
}
