---------------------------- MODULE CHAIN_LATE ----------------------------
(*************************************************************************)
(* A head that has its node when the request behind it is read.          *)
(*                                                                       *)
(* model     deferred-issue-small                                        *)
(* override  PrepareLinked <- PrepareLinkedLate                          *)
(* law       ChainBeforeIssue                                            *)
(*************************************************************************)
EXTENDS MCRequests

(* The chain is read on while its head is issued. *)
PrepareLinkedLate(ctx, r, s, op, f, off, len, how) ==
  /\ call[ctx].who = "submit" /\ r \in FreeReqs(ctx) /\ MayTakeReq(ctx, r)
  /\ call[ctx].at \in {"I1", "I2"}
  /\ reqs' = [reqs EXCEPT ![ctx][r] = Submitted(op, off, len)]
  /\ queued' = [queued EXCEPT ![ctx] = Queue(ctx, r, how, s, f, LastOf(ctx, call[ctx].req))]
  /\ UNCHANGED <<ring, call, table, nodes, imus, tags>>
===========================================================================
