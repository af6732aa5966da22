package io.uring.dmabuf.audit.rule;

import io.uring.dmabuf.audit.event.Event;
import io.uring.dmabuf.audit.event.LogEvent;
import io.vavr.collection.List;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * No task waits for itself over what others hold. The log tells of a hung task where it waits, by
 * its stack, and who holds it: by the line that names the owner of a lock, or by the list of held
 * locks, in which what a task waits for is the last one.
 */
final class NoWaitCycle extends Rule {
  /** A function in which a task sleeps, and for what; the first one of a stack counts. */
  private record Sleep(String function, String what) {}

  private static final List<Sleep> SLEEPS =
      List.of(
          new Sleep("mutex_lock", "a mutex"),
          new Sleep("__mutex_lock", "a mutex"),
          new Sleep("__ww_mutex_lock", "a reservation lock"),
          new Sleep("ww_mutex_lock", "a reservation lock"),
          new Sleep("dma_fence_default_wait", "a fence"),
          new Sleep("dma_resv_wait_timeout", "the fences of a buffer"),
          new Sleep("blk_mq_get_tag", "a tag"),
          new Sleep("io_wq_put_and_exit", "the end of its workers"),
          new Sleep("io_uring_cancel_generic", "the end of its requests"),
          new Sleep("io_ring_exit_work", "the end of the requests of a ring"),
          new Sleep("blk_mq_freeze_queue_wait", "a queue that freezes"),
          new Sleep("down_read", "a semaphore"),
          new Sleep("down_write", "a semaphore"),
          new Sleep("rwsem_down_write_slowpath", "a semaphore"),
          new Sleep("rwsem_down_read_slowpath", "a semaphore"),
          new Sleep("io_cqring_wait", "completions"));

  private static final int STACKS = 10_000;

  private static final class Task {
    private final Life life;
    private final ArrayList<LogEvent.Lock> locks = new ArrayList<>(2);
    private String waitsFor = "";
    private int owner = -1;
    private boolean hung;

    private Task(Life life) {
      this.life = life;
    }
  }

  private final LinkedHashMap<Integer, Task> tasks = new LinkedHashMap<>();
  private @Nullable Task stack;
  private @Nullable Task locks;
  private int lockCount;

  NoWaitCycle() {
    super(
        new About(
            "NoWaitCycle",
            "DmabufRw",
            "hung tasks",
            "no task waits for what it keeps another from giving back",
            List.of(
                "check_hung_task", "hung_task_info", "debug_show_blocker", "debug_show_all_locks"),
            List.of("dmesg: INFO: task ... blocked, stacks, held locks"),
            "who holds a lock, without lockdep or a kernel that names the owner"));
  }

  @Override
  public List<String> functions() {
    return super.functions().appendAll(SLEEPS.map(Sleep::function));
  }

  @Override
  public void take(Event event) {
    switch (event) {
      case LogEvent.Hung hung -> {
        Task task = task(hung.task(), hung.pid(), hung);
        if (task != null) {
          task.hung = true;
          stack = task;
        }
      }
      case LogEvent.Owned owned -> {
        Task task = task(owned.task(), owned.pid(), owned);
        if (task != null) {
          task.owner = owned.ownerPid();
        }
      }
      case LogEvent.StackBegun begun -> stack = task(begun.task(), begun.pid(), begun);
      case LogEvent.Frame frame -> frame(frame);
      case LogEvent.LocksOf held -> locks = task(held.task(), held.pid(), held);
      case LogEvent.Lock lock -> {
        Task holder = locks;
        if (holder != null && lockCount < STACKS) {
          lockCount++;
          holder.locks.add(lock);
          holder.life.add(lock);
        }
      }
      case LogEvent.Stalled stalled -> {
        Task task = task(stalled.task(), stalled.pid(), stalled);
        if (task != null) {
          task.hung = true;
          task.waitsFor = "fence " + stalled.fence().text();
          task.owner = stalled.ownerPid();
        }
      }
      default -> {}
    }
  }

  private @Nullable Task task(String name, int pid, Event event) {
    Task task = tasks.get(pid);
    if (task == null) {
      if (tasks.size() >= STACKS) {
        return null;
      }
      task = new Task(new Life("task " + name + ":" + pid, event));
      tasks.put(pid, task);
    } else if (!(event instanceof LogEvent.StackBegun)) {
      task.life.add(event);
    }
    return task;
  }

  private void frame(LogEvent.Frame frame) {
    Task task = stack;
    if (task != null && task.waitsFor.isEmpty()) {
      SLEEPS
          .find(sleep -> sleep.function.equals(frame.function()))
          .forEach(sleep -> {
            task.waitsFor = sleep.what;
            task.life.add(frame);
          });
    }
  }

  @Override
  public void forget(String why) {
    HashMap<Long, Integer> holders = holders();
    LinkedHashSet<Integer> judged = new LinkedHashSet<>();
    tasks.forEach((pid, task) -> {
      if (task.hung && !judged.contains(pid)) {
        judge(pid, task, holders, judged);
      }
    });
    tasks.clear();
    stack = null;
    locks = null;
    lockCount = 0;
  }

  /** Who holds each lock: the last one of a task that is hung is what it waits for. */
  private HashMap<Long, Integer> holders() {
    HashMap<Long, Integer> holders = new HashMap<>();
    tasks.forEach((pid, task) -> {
      int held = task.hung ? task.locks.size() - 1 : task.locks.size();
      for (int i = 0; i < held; i++) {
        holders.put(task.locks.get(i).address(), pid);
      }
    });
    return holders;
  }

  private int owner(Task task, HashMap<Long, Integer> holders) {
    return task.owner >= 0 || task.locks.isEmpty()
        ? task.owner
        : holders.getOrDefault(task.locks.getLast().address(), -1);
  }

  private void judge(
      int first, Task task, HashMap<Long, Integer> holders, LinkedHashSet<Integer> judged) {
    LinkedHashSet<Integer> path = new LinkedHashSet<>();
    int at = first;
    Task here = task;
    while (path.add(at)) {
      int next = owner(here, holders);
      Task owner = tasks.get(next);
      if (owner == null) {
        judged.add(first);
        isUnknown(missing(here, next));
        return;
      }
      at = next;
      here = owner;
    }
    if (judged.contains(at)) {
      isUnknown("it waits for a cycle of others");
      return;
    }
    judged.addAll(path);
    int closed = at;
    List<Integer> cycle = List.ofAll(path).dropWhile(pid -> pid != closed);
    Life evidence = new Life(task.life.object(), task.life.first());
    cycle
        .flatMap(pid -> Option.of(tasks.get(pid)))
        .flatMap(each -> each.life.events())
        .filter(event -> event != task.life.first())
        .forEach(evidence::add);
    violates(
        evidence,
        evidence.last(),
        "each waits for the next: "
            + cycle.append(at).mkString(" -> ")
            + cycle.flatMap(pid -> edge(pid, holders)).mkString("; ", "; ", ""));
  }

  /** Who waits for what of whom. */
  private Option<String> edge(int pid, HashMap<Long, Integer> holders) {
    return Option.of(tasks.get(pid))
        .map(task -> pid + " waits for " + what(task) + " of " + owner(task, holders));
  }

  private static String what(Task task) {
    if (!task.waitsFor.isEmpty()) {
      return task.waitsFor;
    }
    return task.locks.isEmpty() ? "something" : task.locks.getLast().name();
  }

  private static String missing(Task task, int owner) {
    return task.life.object()
        + " waits for "
        + what(task)
        + (owner < 0 ? "; nobody says who has it" : " of " + owner + ", who is not hung");
  }
}
