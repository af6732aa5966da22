------------------------ MODULE DEAD_STAYS_QUIESCED -------------------------
(***************************************************************************)
(* A controller that does not come back, and whose queue nobody lets go    *)
(* on: what was taken back waits in it for ever, and so does who waits for *)
(* the reset to be over.                                                   *)
(*                                                                         *)
(* model     rw-dead                                                       *)
(* override  UnquiesceToFail <- NobodyUnquiesces                           *)
(* law       OnlyQuietStops                                                *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The device is off for good, and that is all. *)
NobodyUnquiesces(d) == FALSE /\ UNCHANGED vars
=============================================================================
