------------------------ MODULE MAPPED_FOR_UNBOUND --------------------------
(***************************************************************************)
(* The driver ends what is mapped for its device, and then lets go; and    *)
(* whoever still has a file of the dead disk open may register a buffer for*)
(* the device behind it, as before.                                        *)
(*                                                                         *)
(* model     rw-unbound                                                    *)
(* override  MayMapFor <- MapsForAny                                       *)
(* law       MappingWithinBinding                                          *)
(***************************************************************************)
EXTENDS MCDmabufRw

(* The mappings that there are were ended; nobody asks at the next. *)
MapsForAny(d) == TRUE
=============================================================================
