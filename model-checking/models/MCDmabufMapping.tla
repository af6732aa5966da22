---------------------------- MODULE MCDmabufMapping ----------------------------
(***************************************************************************)
(* Bounds for models of DmabufMapping alone.                               *)
(***************************************************************************)
EXTENDS DmabufMapping

CONSTANT MaxUsers   \* requests that hold one file at the same time

(* Safe: requests only add to a count that registrations must not bring down, and a file that
   stays open lives on its descriptor. *)
MCMayGetFile(f) == f \in Closable.files /\ files[f].refs < RegistrationFileRefs(f) + MaxUsers

(* Safe: a regbuf more competes for addresses and for resv, as the second already does. *)
MCMayAllocRegbuf == NextRegbuf \in RegbufIds

--------------------------------------------------------------------------------
(* Values that several models take, under a name. *)

AllOnOneDevice == [f \in Files |-> 1]
EachItsOwnDevice == [f \in Files |-> f]

(* Buffer 1 has one page, buffer 2 has two: two registrations of it do not fit in three addresses. *)
AsManyPagesAsItsNumber == [b \in Bufs |-> b]

FirstOfEachCloses == [files |-> {1}, bufs |-> {1}]

--------------------------------------------------------------------------------
(* The laws that the models of this module check, each all of them. *)

Laws ==
  /\ TypeOK
  /\ FileRefsCoverRegistrations
  /\ DmabufRefsMatchHolders
  /\ ExporterCountsMatchHolders
  /\ DeviceRefsMatchHolders
  /\ IommuMatchesMappings
  /\ HoldsStandOnHolds
  /\ HeldObjectsAlive
  /\ ResvHeldByLiveRegbuf

Progress ==
  /\ NobodyIsKept

StepLaws ==
  /\ MappingChangesUnderResv
  /\ HoldsGoInOrder
  /\ TakesOnlyWhatIsThere

--------------------------------------------------------------------------------
(* Witnesses: states that must be reached, so that a green run is known to have seen them. *)

Live(P(_)) == {rb \in DOMAIN regbufs : P(regbufs[rb])}

NoAddressLeft ==
  \E b \in Bufs : resv[b] \in DOMAIN regbufs /\ ~Mapped(resv[b]) /\ ~CanMap(resv[b])

MappedAfterBothDescriptorsClosed ==
  \E rb \in DOMAIN regbufs : regbufs[rb].vec /\ ~files[regbufs[rb].file].fd
                             /\ ~dmabufs[regbufs[rb].buf].fd

OneBufferMappedTwice ==
  \E b \in Bufs : Cardinality(Live(LAMBDA h : h.buf = b /\ h.addrs # <<>>)) = 2

(* The lowest address was given back and taken again while its neighbour stayed mapped: the
   buffer's pages are at addresses that are not next to each other. *)
AddressesWithAHole ==
  \E rb \in DOMAIN regbufs : regbufs[rb].addrs = <<1, 3>>

ReleaseWaitsForExporter ==
  \E rb \in DOMAIN regbufs : Mapped(rb) /\ regbufs[rb].pinned /\ ~regbufs[rb].vec
                             /\ resv[regbufs[rb].buf] = Exporter

TwoRegistrationsWantOneResv ==
  \E rb, q \in DOMAIN regbufs :
    /\ rb # q /\ regbufs[q].attached /\ ~Mapped(q)
    /\ regbufs[rb].buf = regbufs[q].buf /\ resv[regbufs[q].buf] = rb

FileClosedButUsed ==
  \E f \in Files : ~files[f].fd /\ files[f].refs > RegistrationFileRefs(f)

OnDifferentDevices ==
  \E rb, q \in DOMAIN regbufs : regbufs[rb].vec /\ regbufs[q].vec
                               /\ regbufs[rb].dev # regbufs[q].dev
                               /\ regbufs[rb].addrs = regbufs[q].addrs

(* A command and a registration are mapped at the same time. *)
CommandBesideRegistration ==
  \E d \in Devs, t \in Tags : maps[d][t] # <<>> /\ \E rb \in DOMAIN regbufs : regbufs[rb].vec

(* A registration finds no address because commands have them all. *)
CommandsTookAll == NoAddressLeft /\ \E d \in Devs : \A t \in Tags : maps[d][t] # <<>>

(* A mapping was ended for whoever has it; its release is under way; and waits for the exporter. *)
RevokedAndHeld == \E rb \in DOMAIN regbufs : regbufs[rb].vec /\ ~Mapped(rb)
RevokeWaitsForExporter ==
  \E rb \in DOMAIN regbufs :
    regbufs[rb].vec /\ Mapped(rb) /\ regbufs[rb].dev \in Unbindable /\ resv[regbufs[rb].buf] = Exporter
RevokedBesideMapped ==
  \E rb, q \in DOMAIN regbufs : regbufs[rb].vec /\ ~Mapped(rb) /\ regbufs[q].vec /\ Mapped(q)

BufferGone == \E b \in Bufs : dmabufs[b].refs = 0

(* A registration is complete for a file that is not O_DIRECT any more. *)
MappedForBufferedFile == \E rb \in DOMAIN regbufs : regbufs[rb].vec /\ ~files[regbufs[rb].file].direct

(* A registration has its file, and the flag goes before the device is asked for. *)
BufferedBeforeItsDevice ==
  \E rb \in DOMAIN regbufs : /\ regbufs[rb].file # 0 /\ regbufs[rb].dev = 0
                             /\ ~files[regbufs[rb].file].direct
================================================================================
