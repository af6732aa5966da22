------------------------ MODULE IMU_WITHOUT_REGBUF ------------------------
(*************************************************************************)
(* A mapped buffer that does not know its regbuf.                        *)
(*                                                                       *)
(* model     rw-small                                                    *)
(* override  [Rsrc]AllocImu <- AllocImuBare                              *)
(* law       RegbufHasOneOwner                                           *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* The private pointer stays empty. *)
AllocImuBare(ctx) ==
  /\ call[ctx].who = "update" /\ call[ctx].at = "R20" /\ ~RQ!FailsNow(ctx)
  /\ LET i == RQ!Lowest(DOMAIN imus) IN
       /\ imus' = imus @@ (i :> [refs |-> 1, kind |-> call[ctx].kind, priv |-> 0])
       /\ nodes' = [nodes EXCEPT ![ctx][call[ctx].node].imu = i]
  /\ call' = [call EXCEPT ![ctx].at = "R23"]
  /\ UNCHANGED <<ring, table, reqs, tags, queued>>
===========================================================================
