package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.UringEvent;
import io.vavr.collection.List;
import org.jspecify.annotations.Nullable;

/** A ring has one table of buffers at most: registering and unregistering take turns. */
final class TableRegisteredOnce extends Rule {
  private static final int REGISTER = 0;
  private static final int UNREGISTER = 1;
  private static final int REGISTER2 = 15;
  private static final int CLONE = 30;

  private static final class Table {
    private final Life life;
    private boolean registered;

    private Table(Life life) {
      this.life = life;
    }
  }

  private final Live<Long, Table> tables = new Live<>(table -> {});

  TableRegisteredOnce() {
    super(
        new About(
            "TableRegisteredOnce",
            "",
            "calls that register",
            "a table of buffers is registered where there is none, and unregistered once",
            List.of("io_sqe_buffers_register", "io_sqe_buffers_unregister"),
            List.of("io_uring_create", "io_uring_register"),
            "a table that is left when its ring ends"));
  }

  @Override
  public void take(Event event) {
    if (event instanceof UringEvent.RingCreated created) {
      tables.put(created.ring(), new Table(new Life(name(created), created)));
    } else if (event instanceof UringEvent.Registered call) {
      called(call);
    }
  }

  private static String name(UringEvent event) {
    return "ring 0x" + Long.toHexString(event.ring());
  }

  private void called(UringEvent.Registered call) {
    if (call.ret() != 0) {
      return;
    }
    switch (call.opcode()) {
      case REGISTER, REGISTER2 -> judged(call, false, "its table is registered already");
      case UNREGISTER -> judged(call, true, "it has no table to unregister");
      case CLONE -> {
        Table table = tables.get(call.ring());
        if (table != null) {
          table.registered = true;
        }
      }
      default -> {}
    }
  }

  private void judged(UringEvent.Registered call, boolean before, String otherwise) {
    @Nullable Table table = tables.get(call.ring());
    if (table == null) {
      isUnknown("its ring is older than the trace");
      table = new Table(new Life(name(call), call));
      tables.put(call.ring(), table);
    } else if (table.registered != before) {
      violates(table.life.again(), call, otherwise);
    } else if (before && call.buffers() != 0) {
      violates(table.life.again(), call, "slots are left of a table that is gone");
    } else {
      isClean();
    }
    table.registered = !before;
    table.life.add(call);
  }

  @Override
  public void forget(String why) {
    tables.clear();
  }
}
