package io.uring.dmabuf.audit.event;

/** Models what one line tells that a rule can use. */
public sealed interface Event
    permits UringEvent,
        NvmeEvent,
        BlockEvent,
        DmaEvent,
        DmabufEvent,
        FenceEvent,
        ProbeEvent,
        MarkEvent,
        LogEvent,
        ToldEvent,
        Lost,
        Began {

  /** {@return where and when it was recorded} */
  At at();

  /** {@return what happened, in a few words of the kernel, for a report} */
  String said();
}
