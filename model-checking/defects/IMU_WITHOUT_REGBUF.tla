------------------------ MODULE IMU_WITHOUT_REGBUF ------------------------
(*************************************************************************)
(* A mapped buffer that does not know its regbuf.                        *)
(*                                                                       *)
(* model     rw-small                                                    *)
(* override  [BufferTable]AllocImu <- AllocImuBare                       *)
(* law       RegbufHasOneOwner                                           *)
(*************************************************************************)
EXTENDS MCDmabufRw

(* The private pointer stays empty. *)
AllocImuBare ==
  /\ call.who = "update" /\ call.at = "R20" /\ ~BT!FailsNow
  /\ LET i == BT!Lowest(DOMAIN imus) IN
       /\ imus' = imus @@ (i :> [refs |-> 1, kind |-> call.kind, priv |-> 0])
       /\ nodes' = [nodes EXCEPT ![call.node].imu = i]
  /\ call' = [call EXCEPT !.at = "R23"]
  /\ UNCHANGED <<ring, table, reqs, tags, queued>>
===========================================================================
