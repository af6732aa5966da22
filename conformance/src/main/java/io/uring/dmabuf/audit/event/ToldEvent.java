package io.uring.dmabuf.audit.event;

import io.uring.dmabuf.told.EventForm;

/**
 * What a step of the implementation told, as its file of events has it.
 *
 * @param ring the ring whose step it was, 0 where it was none's
 * @param isCut whether it has more segments than the line shows
 * @param told what was told
 */
public record ToldEvent(At at, int ring, boolean isCut, io.uring.dmabuf.dma.Event told)
    implements Event {
  @Override
  public String said() {
    return EventForm.said(told);
  }
}
