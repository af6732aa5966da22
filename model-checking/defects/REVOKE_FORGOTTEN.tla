------------------------- MODULE REVOKE_FORGOTTEN ---------------------------
(***************************************************************************)
(* A driver that lets go only when nobody has anything mapped for its      *)
(* device, and tells nobody: whoever unbinds it waits for a user who may   *)
(* keep the buffer for ever.                                               *)
(*                                                                         *)
(* model     rw-unbound                                                    *)
(* override  Revoke <- NobodyRevokes                                       *)
(* law       OnlyQuietStops                                                *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The mappings are their registrations' alone. *)
NobodyRevokes(rb) == FALSE /\ UNCHANGED vars
=============================================================================
