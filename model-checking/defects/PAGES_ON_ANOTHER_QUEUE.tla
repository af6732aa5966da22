----------------------- MODULE PAGES_ON_ANOTHER_QUEUE -----------------------
(***************************************************************************)
(* A request on ordinary pages in the queue of another drive than that of  *)
(* its file.                                                               *)
(*                                                                         *)
(* model     rw-ordinary-devices                                           *)
(* override  GetTag <- GetTagOfFirst                                       *)
(* law       QueueOfTheMappedDevice                                        *)
(* twin      QUEUE_OF_ANOTHER_DEVICE by two-drives                         *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* Ordinary pages are bound to no file, so that nothing else notices it. *)
\* @task block/blk-mq.c: blk_mq_get_new_requests, __blk_mq_alloc_requests, base (B5, N1)
\* @task block/blk-mq-tag.c: blk_mq_get_tag, base (B5)
GetTagOfFirst(ctx, t) ==
  /\ call[ctx].at = "B5" /\ MayRun(OfRing(ctx), "submission")
  /\ NV!GetTag(1, t, ctx, call[ctx].req, NextPart(ctx, call[ctx].req))
  /\ RQ!Dispatched(ctx)
  /\ UNCHANGED dmvars
=============================================================================
