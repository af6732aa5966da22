package io.uring.dmabuf.audit.spec;

import io.uring.dmabuf.audit.event.At;
import io.uring.dmabuf.audit.event.ProbeEvent;

/** Probes of functions, read as what they show: who issues, is refused, sleeps and puts tags. */
final class ProbeSights {
  private static final int BLK_STS_AGAIN = 12;

  private final Followed rings;
  private final Commands commands;
  private final Issuers issuers;

  ProbeSights(Followed rings, Commands commands, Issuers issuers) {
    this.rings = rings;
    this.commands = commands;
    this.issuers = issuers;
  }

  void take(ProbeEvent event) {
    At at = event.at();
    switch (event) {
      case ProbeEvent.IssueBegun begun -> {
        RingSight.Live live = rings.request(begun.userData());
        if (live == null) {
          issuers.stop(at.pid());
        } else {
          boolean inline = live.ring().isSubmitter(at.pid());
          issuers.begin(at.pid(), live);
          live.ring().tell(new Shown.IssueBegun(begun, live.id(), inline));
        }
      }
      case ProbeEvent.TagAsked _, ProbeEvent.TagGot _, ProbeEvent.QueueRun _, ProbeEvent.Slept _ ->
          issuers.take(event);
      case ProbeEvent.WorkerBegun begun -> {
        RingSight.Live live = rings.request(begun.userData());
        if (live != null) {
          live.ring().tell(new Shown.WorkerBegun(begun, live.id()));
        }
      }
      case ProbeEvent.WorkerReturned returned -> {
        RingSight.Live live = rings.request(returned.userData());
        if (live != null) {
          live.ring().tell(new Shown.WorkerReturned(returned, live.id()));
        }
      }
      case ProbeEvent.WorkDone done -> {
        RingSight.Live live = rings.request(done.userData());
        if (live != null && done.refs() > 1) {
          live.ring().tell(new Shown.HeldTwice(done, live.id()));
        }
      }
      case ProbeEvent.TagPut put -> {
        Commands.Command command = commands.putOn(at.cpu(), put.tag());
        if (command != null && command.live() != null) {
          RingSight.Live live = command.live();
          live.ring().tell(new Shown.TagPut(put, live.id(), command.tag()));
        }
      }
      case ProbeEvent.BioEnded ended -> {
        RingSight.Live live = rings.request(ended.userData());
        if (live != null && (ended.status() == 0 || ended.status() == BLK_STS_AGAIN)) {
          live.ring().tell(new Shown.BioEnded(ended, live.id(), ended.status() == 0));
        }
      }
      case ProbeEvent.RequestUpdated _, ProbeEvent.DmabufReleased _, ProbeEvent.RingFreed _ -> {}
    }
  }
}
