----------------------- MODULE CLOSED_RING_ENTERED ------------------------
(*************************************************************************)
(* A ring that has come to its end and takes submissions still.          *)
(*                                                                       *)
(* model     buffer-table-small                                          *)
(* override  StartSubmit <- SubmitToClosed                               *)
(* law       NobodyEntersClosedRing                                      *)
(*************************************************************************)
EXTENDS MCRequests

(* Whether the ring is closed is not asked, if it is not dying. *)
SubmitToClosed(ctx, r, s, op, f, off, len, gotFile) ==
  /\ ~IsDying(ctx) /\ MayEnter(ctx) /\ r \in FreeReqs(ctx) /\ MayTakeReq(ctx, r)
  /\ reqs' = [reqs EXCEPT ![ctx][r] =
                IF gotFile THEN [Submitted(op, off, len) EXCEPT !.file = f]
                ELSE Over(Submitted(op, off, len), "EBADF")]
  /\ call' = [call EXCEPT ![ctx] = Submission("submit", s, r, gotFile)]
  /\ UNCHANGED <<ring, table, nodes, imus, tags, queued>>
===========================================================================
