package io.uring.dmabuf.scenario;

import io.uring.dmabuf.id.DeviceId;
import io.uring.dmabuf.id.TagId;
import io.uring.dmabuf.system.Drives;
import io.uring.dmabuf.system.Outside;
import io.uring.dmabuf.system.RingRequest;
import io.vavr.collection.List;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/** Statements about what devices and their interrupts do, and what goes wrong there. */
public sealed interface Driving extends Statement {

  /** {@code run}: all drives, or some, until nothing is left to do. */
  record Run(List<String> drives) implements Driving {
    static Run parse(Words words) {
      return new Run(words.rest("a drive", Option::some));
    }

    @Override
    public String run(Session session) {
      int before = session.steps();
      Vector<DeviceId> all = session.state().queue().devices().toVector();
      Vector<DeviceId> named = drives.map(session.names()::drive).toVector();
      session.does(kernel -> kernel.drives().run(drives.isEmpty() ? all : named));
      return session.steps() == before ? "idle" : "";
    }
  }

  /** {@code move}: some data of a request moves, and nothing is answered. */
  record Move(String ring, long userData, int pieces) implements Driving {
    static Move parse(Words words) {
      return new Move(
          words.word("a ring"), words.userData(), words.count("pieces", Integer.MAX_VALUE));
    }

    @Override
    public String run(Session session) {
      RingRequest id = session.userData().requestOf(session.names().ring(ring), userData);
      int moved = 0;
      for (DeviceId drive : session.driveOf(id)) {
        session.does(kernel -> kernel.drives().fetch(drive));
        for (TagId tag : session.kernel().drives().executing(id, drive)) {
          int most = pieces - moved;
          moved += session.call(kernel -> kernel.drives().move(drive, tag, most));
        }
      }
      return "" + moved;
    }
  }

  /**
   * {@code complete} and {@code fail}: a drive answers requests, in the order in which they stand.
   *
   * @param answer success, or an error of a kind
   */
  record Answer(
      String ring, List<Long> userData, int commands, boolean moves, Drives.Answered answer)
      implements Driving {
    static Answer parse(boolean ok, Words words) {
      boolean moves = ok && !words.flag("unmoved");
      Drives.Answered failure =
          !ok && words.flag("dnr") ? Drives.Answered.ERROR_DNR : Drives.Answered.ERROR;
      Drives.Answered answer = ok ? Drives.Answered.SUCCESS : failure;
      String ring = words.word("a ring");
      int commands = words.count("commands", Integer.MAX_VALUE);
      long first = words.userData();
      List<Long> others = words.rest("user_data", Numbers::userData);
      return new Answer(ring, others.prepend(first), commands, moves, answer);
    }

    @Override
    public String run(Session session) {
      int answered = 0;
      for (long data : userData) {
        answered += answer(session, session.userData().requestOf(session.names().ring(ring), data));
      }
      return "" + answered;
    }

    private int answer(Session session, RingRequest id) {
      return session.driveOf(id).map(drive -> answer(session, id, drive)).getOrElse(0);
    }

    private int answer(Session session, RingRequest id, DeviceId drive) {
      int answered = 0;
      boolean busy = true;
      while (busy) {
        session.does(kernel -> kernel.drives().fetch(drive));
        Vector<TagId> tags =
            session.kernel().drives().executing(id, drive).take(commands - answered);
        busy = false;
        for (TagId tag : tags) {
          if (moves) {
            session.call(kernel -> kernel.drives().move(drive, tag, Integer.MAX_VALUE));
          }
          if (session.call(kernel -> kernel.drives().answer(drive, tag, answer))) {
            answered++;
            busy = true;
          }
        }
        session.does(kernel -> kernel.drives().interrupt(drive).drives().kblockd(drive));
      }
      return answered;
    }
  }

  /** {@code stop}: a drive does not answer, and is stopped. */
  record Stop(String drive) implements Driving {
    static Stop parse(Words words) {
      return new Stop(words.word("a drive"));
    }

    @Override
    public String run(Session session) {
      DeviceId id = session.names().drive(drive);
      return "" + session.call(kernel -> kernel.drives().stop(id));
    }
  }

  /** {@code reset}: somebody asks for a reset of a drive, and it is stopped. */
  record Reset(String drive) implements Driving {
    static Reset parse(Words words) {
      return new Reset(words.word("a drive"));
    }

    @Override
    public String run(Session session) {
      DeviceId id = session.names().drive(drive);
      return Calling.result(session.call(kernel -> kernel.drives().reset(id)));
    }
  }

  /** {@code start}: it is started again. */
  record Start(String drive) implements Driving {
    static Start parse(Words words) {
      return new Start(words.word("a drive"));
    }

    @Override
    public String run(Session session) {
      DeviceId id = session.names().drive(drive);
      return "" + session.call(kernel -> kernel.drives().start(id));
    }
  }

  /** {@code die}: it does not come back. */
  record Die(String drive) implements Driving {
    static Die parse(Words words) {
      return new Die(words.word("a drive"));
    }

    @Override
    public String run(Session session) {
      DeviceId id = session.names().drive(drive);
      return "" + session.call(kernel -> kernel.drives().die(id));
    }
  }

  /** {@code remove}: it is pulled out. */
  record Remove(String drive) implements Driving {
    static Remove parse(Words words) {
      return new Remove(words.word("a drive"));
    }

    @Override
    public String run(Session session) {
      DeviceId id = session.names().drive(drive);
      return "" + session.call(kernel -> kernel.drives().remove(id));
    }
  }

  /** {@code unbind}: its driver lets go of it. */
  record Unbind(String drive) implements Driving {
    static Unbind parse(Words words) {
      return new Unbind(words.word("a drive"));
    }

    @Override
    public String run(Session session) {
      DeviceId id = session.names().drive(drive);
      return Calling.result(session.call(kernel -> kernel.drives().unbind(id)));
    }
  }

  /** {@code flush}: a drive's IOMMU forgets what was unmapped. */
  record Flush(String drive) implements Driving {
    static Flush parse(Words words) {
      return new Flush(words.word("a drive"));
    }

    @Override
    public String run(Session session) {
      DeviceId id = session.names().drive(drive);
      session.change(machine -> Outside.flushed(machine, id));
      return "";
    }
  }

  /** {@code starve}: the next allocations of descriptor pages fail. */
  record Starve(String drive, int allocations) implements Driving {
    static Starve parse(Words words) {
      return new Starve(
          words.word("a drive"), words.count("how many allocations of descriptor pages"));
    }

    @Override
    public String run(Session session) {
      DeviceId id = session.names().drive(drive);
      session.does(kernel -> kernel.starving(id, allocations));
      return "";
    }
  }
}
