// The wire as the pages see it. What does not apply is left out. PROTOCOL.md describes the same; times are ISO 8601 in UTC.

export type Seat = string;
export type Kind = "audio" | "camera" | "screen";
export type Role =
  | "party" | "representative" | "interpreter" | "mediator" | "co_mediator" | "clerk" | "observer" | "expert";
export type PlaceKind = "lobby" | "joint" | "group" | "neutral" | "private";
export type Standing = "expected" | "waiting" | "admitted" | "removed" | "left";

export interface Authority {
  principal: string;
  scope: "general" | "special";
  ceiling?: string;
  expires?: string;
  expired: boolean;
}

export interface Session {
  id: string;
  case_no: string;
  title: string;
  state: "open" | "adjourned" | "ended";
  locked: boolean;
  until?: string;
  /** Whose consent the recording of the joint talk needs. */
  rule: RecordingRule;
}

export type RecordingRule = "everyone" | "consenting";

export type DeviceState = "works" | "unused" | "denied" | "missing" | "busy" | "failed";

/** What a person's device can do, by their own page's word. */
export interface Equipment {
  microphone: DeviceState;
  camera: DeviceState;
  hearing: "unknown" | "headphones" | "loudspeaker";
  network: "unknown" | "direct" | "relay" | "relay_tcp" | "none";
  /** Milliseconds. */
  round_trip?: number;
  /** Below what the pages are made for. */
  old_browser: boolean;
}

export interface Me {
  seat: Seat;
  person: string;
  name: string;
  role: Role;
  group?: string;
  host: boolean;
  standing: Standing;
  shares: string[];
  mic: boolean;
  muted_by_host: boolean;
  camera: boolean;
  screen: boolean;
  asked_alone?: string;
  /** Since when, by the person's own word, somebody may be listening beside them. */
  overheard?: string;
  /** As this device has told it; missing before. */
  equipment?: Equipment;
  consents: Record<string, boolean>;
}

/** The recording of the talk in which one is. */
export interface Recording {
  /** waiting: for somebody's consent. */
  state: "on" | "waiting";
  since: string;
  /** Oneself has not answered yet. */
  asked?: true;
  /** Others are recorded, oneself is not. */
  me?: false;
  /** What is said is put into words. */
  text?: true;
  /** In the joint talk: who at this device has not consented, names by seat. */
  asks?: Record<Seat, string>;
  /** For hosts: whose consent it waits for. */
  lacking?: Seat[];
  /** For hosts: because of whom it is recorded without words. */
  text_lacking?: Seat[];
}

/** What was said, in a machine's words. */
export interface Caption {
  channel: string;
  seat: Seat;
  person: string;
  name: string;
  /** Empty where it was not put into words. */
  text: string;
  at: string;
  source: "machine" | "nobody";
  /** The names of all who sat at the device, where several did. */
  one_of?: string[];
  /** What a person has to confirm; in code points. */
  doubts?: { start: number; end: number; kind: "date" | "amount" | "number" | "negation" }[];
}

/** What somebody is just saying. */
export interface PartialEvent {
  id: string;
  seat: Seat;
  at: string;
  text: string;
}

export interface Place {
  channel: string;
  kind: PlaceKind;
  /** Missing, with `since`, for somebody who is not in the room (any more). */
  stay?: string;
  since?: string;
  /** In a private conversation: the person whom the host meets. */
  with?: Seat;
}

export interface Person {
  person: string;
  name: string;
  role: Role;
  group?: string;
  /** Present by the host's word, on a plain telephone. */
  telephone?: true;
  online: boolean;
  mic: boolean;
  camera: boolean;
  screen: boolean;
  shares: string[];
  interprets?: Seat;
  authority?: Authority;
}

export interface RosterEntry {
  person: string;
  name: string;
  role: Role;
  group?: string;
  interprets?: Seat;
  standing: Standing;
  /** Present by a host's word, on a plain telephone. */
  telephone?: true;
  /** Missing, with `since`, for somebody who is not in the room. */
  channel?: string;
  since?: string;
  online: boolean;
  asked_alone?: string;
  /** Since when, by the person's own word, somebody may be listening beside them. */
  overheard?: string;
  /** Once their page has told it. */
  equipment?: Equipment;
  new_device?: string;
  mic: boolean;
  muted: boolean;
  camera: boolean;
  screen: boolean;
  authority?: Authority;
  shares: string[];
}

export interface Group {
  id: string;
  zh: string;
  en: string;
  unread?: number;
}

export interface Note {
  text: string;
  at: string;
  edited?: string;
}

export interface Question {
  wording?: string;
  /** Instead of words: a version that was proposed to oneself, and what of it concerns one. */
  proposal?: Proposed;
  terms?: Terms;
  state: "asked" | "may_be_conveyed" | "refused" | "conveyed";
  /** When it came into this state. */
  since: string;
  /** The group for which it is; of a proposal also `joint`: everybody. */
  side: string;
}

export interface Proposed {
  settlement: string;
  version: number;
}

export interface LedgerItem {
  wording?: string;
  proposal?: Proposed;
  state: "secret" | "asked" | "may_be_conveyed" | "refused" | "conveyed" | "withdrawn";
  since: string;
  /** Missing until its speaker was asked. */
  side?: string;
  seat: Seat;
  person: string;
  /** Where it was heard: a group's id, or `private`. */
  source: string;
  at: string;
}

/** Who wrote: a seat of the room, or a colleague by their account. */
export interface Hand {
  name: string;
  seat?: Seat;
  account?: string;
}

export interface Wording {
  text: string;
  speaker?: Seat;
  by: Hand;
  at: string;
  /** Why it was corrected, where one was asked for. */
  reason?: string;
}

export type Section = "opening" | "statements" | "undisputed" | "proposals" | "result" | "other";
export type ScriptQuestion = "identity" | "rights" | "recusal" | "false_mediation" | "no_recording";

/** A line of the record in its present wording. */
export interface MinutesLine extends Wording {
  section: Section;
  /** To be named when it is changed. */
  version: number;
  /** When it was first written. */
  written: string;
  /** When that was said which it is about. */
  moment: string;
  /** The message that it is taken from. */
  source?: string;
  former?: Wording[];
  struck?: { reason: string; by: Hand; at: string };
}

export interface ScriptAnswer {
  reply: "yes" | "no";
  remark?: string;
  by: Hand;
  at: string;
  former?: ScriptAnswer[];
}

/** The record, for whoever writes it. */
export interface Minutes {
  /** Who was in the joint talk. */
  people: Record<Seat, { person: string; name: string; role: Role; group?: string }>;
  began?: string;
  answers: Partial<Record<ScriptQuestion, Record<Seat, ScriptAnswer>>>;
  lines: Record<string, MinutesLine>;
  /** What was read back last. */
  reading?: {
    number: number;
    at: string;
    by: Hand;
    digest: string;
    /** The record still says the same. */
    current: boolean;
    responses: { seat: Seat; name: string; at: string; objection?: string }[];
  };
}

/** The record as it was read back; `digest` is that of `content`. */
export interface Reading {
  number: number;
  at: string;
  digest: string;
  content: {
    form: number;
    case_no: string;
    title: string;
    mode: "online";
    began?: string;
    attendees: { name: string; role: Role; group?: string }[];
    answers: { question: ScriptQuestion; name: string; reply: "yes" | "no"; remark?: string }[];
    sections: { section: Section; lines: { number: number; text: string; speaker?: string }[] }[];
    objections: { reading: number; name: string; words: string }[];
  };
  /** Who on this device says whether it is right. */
  mine: Record<Seat, { name: string; state: "open" | "confirmed" | "objected"; at?: string; words?: string }>;
}

export type SettlementState = "draft" | "proposed" | "frozen" | "signing" | "sealed" | "void";
export type Stand = "open" | "agreed" | "disputed";

/** A figure of the wage table, and what each side says to it. */
export interface Figure {
  value: string;
  worker?: Stand;
  payer?: Stand;
}

export interface WageRow {
  id: string;
  worker: Seat;
  basis: "days" | "pieces" | "monthly" | "amount";
  work?: string;
  begins?: string;
  ends?: string;
  quantity?: Figure;
  rate?: Figure;
  days?: Figure;
  amount?: Figure;
  advances?: Figure;
  paid?: Figure;
}

export interface Instalment {
  amount: string;
  due?: string;
}

export interface Account {
  holder: string;
  bank: string;
  number: string;
}

export interface Payment {
  id: string;
  worker: Seat;
  payer: string;
  item: string;
  amount: string;
  account?: Account;
  instalments?: Instalment[];
  on_the_spot?: boolean;
}

export interface AgreementParty {
  seat: Seat;
  name: string;
  group: string;
  role: "worker" | "paying" | "other";
  organisation?: boolean;
  /** Of an identity card, or a unified social credit code. */
  number?: string;
  address?: string;
  telephone?: string;
  legal_representative?: string;
  agent?: { seat: Seat; name: string };
}

export interface AgreementClause {
  id: string;
  heading: string;
  text: string;
  source?: { id: string; version: number };
}

/** What an agreement says: rooms/agreement/terms.py. Amounts and quantities are decimals as text, days ISO 8601. */
export interface Terms {
  dispute: string;
  parties: AgreementParty[];
  payers?: { group: string; role: string; liability?: string }[];
  requests?: { by: Seat; text: string; item?: string; amount?: string }[];
  undisputed?: { text: string; line?: string }[];
  wages?: WageRow[];
  payments?: Payment[];
  differences?: { worker: Seat; amount: string; reason: string }[];
  duties?: { id: string; name: string; text: string; group?: string; due?: string }[];
  clauses?: AgreementClause[];
  labour?: { status: string; began?: string; ended?: string; handover?: string; certificate?: boolean };
  insurance?: { statement: string; text?: string };
  breach?: { penalty?: string; daily?: string; accelerates?: boolean; text?: string };
  settled?: { everything: boolean; text?: string };
  review: "none" | "arbitration" | "court";
  copies: number;
}

export interface Why {
  at: string;
  reason: string;
}

export interface SettlementComment {
  seat: Seat;
  name: string;
  at: string;
  version: number;
  clause?: string;
  text: string;
}

/** A settlement agreement as far as one may read it. */
export interface Settlement {
  channel: string;
  state: SettlementState;
  version: number;
  by: string;
  at: string;
  terms: Terms;
  comments: SettlementComment[];
  void?: Why;
  /** For hosts. */
  versions?: { number: number; by: string; at: string }[];
  papers?: string[];
  /** For hosts: before whom it may be put, once those agree before whom it is. */
  asks?: string[];
}

export interface PaperSigner {
  person: string;
  name: string;
  role: Role;
  /** When the text was first given out to them. */
  opened?: string;
  /** The clauses that they have confirmed. */
  read: string[];
  signed?: string;
  /** The reason is for whoever said it and those who keep the record. */
  refused?: { at: string; reason?: string };
  /** Signs for organisations alone: these may print the paper and stamp it. */
  organisation?: true;
  /** Of a stamped print; waits to be compared by a host until `signed`. */
  scan?: { digest: string; pages: number; at: string; by: string };
  /** The host who compared it, where it stands for the signature. */
  compared?: string;
  declined?: Why;
}

export type DocumentKind =
  | "record"
  | "failure"
  | "service_receipt"
  | "arbitration_review"
  | "judicial_confirmation"
  | "payment_order"
  | "direct_suit"
  | "arbitration"
  | "inspection";

/** What one signs or has signed: an agreement, or a document of another kind. */
export interface SettlementPaper {
  kind?: "agreement" | DocumentKind;
  settlement?: string;
  document?: string;
  /** To whom it is addressed, by name. */
  to?: string[];
  state: SettlementState;
  /** Whose it is, where there are workers. */
  worker?: { seat: Seat; name: string };
  /** SHA-256 of what everybody signs. */
  frozen: string;
  digest: string;
  clauses: string[];
  until: string;
  signers: Record<Seat, PaperSigner>;
  void?: Why;
  sealed?: string;
  /** What is due by it, once it is in force. */
  performance?: PerformanceRow[];
  /** How it went out: to oneself; to hosts and the clerk, to everybody. */
  served?: PaperService[];
}

/** A paper went out to somebody; `opened`: when it first was, with a code. */
export interface PaperService {
  seat: Seat;
  how: "message" | "qr" | "print";
  purpose: "sign" | "copy";
  at: string;
  opened?: string;
}

/** Days as YYYY-MM-DD: the last one, the last working day before any doubt, and how many are left. */
export interface LastDay {
  ends: string;
  safe: string;
  left: number;
}

/** A document that could be made now, or why not; `about`: one of these, such as a sealed agreement's paper. */
export interface OfferedDocument {
  kind: DocumentKind;
  open: boolean;
  why?: string[];
  needs: string[];
  about?: string[];
  last?: LastDay;
}

/** A way to go when an agreement is not kept. */
export interface Route {
  route: string;
  open: boolean;
  why?: string[];
  last?: LastDay;
}

/** What follows from a sealed agreement. `overdue`: the first day that is over with something missing; `parts`: all that is due. */
export interface InForce {
  paper: string;
  in_force: string;
  overdue?: string;
  parts: { payment: string; instalment: number; due: string; amount: string; received: string }[];
  /** For whoever is owed it and for those who keep the record: which ways are open, and who owes it, by side. */
  routes?: Route[];
  debtors?: Record<string, string>;
}

/** What `GET /room/{seat}/documents/offered` answers. */
export interface OfferedDocuments {
  documents: OfferedDocument[];
  agreements: InForce[];
  /** Sealed notices that there was no agreement: until when the next step is safe, as it stands there. */
  notices: { paper: string; last: string }[];
  /** For whoever keeps the record: what it holds as undisputed, who may be served, and who may be noted as not signing it. */
  facts?: string[];
  people?: Record<Seat, string>;
  attendees?: Record<Seat, string>;
}

export type PaymentWay = "bank" | "cash" | "other";

interface PaymentSaid {
  id: string;
  seat: Seat;
  name: string;
  at: string;
  amount: string;
  /** YYYY-MM-DD */
  day: string;
  way: PaymentWay;
}

/** Whoever pays says that they have. */
export interface PaymentClaim extends PaymentSaid {
  reference: string;
  state: "open" | "confirmed" | "denied" | "withdrawn";
  reason?: string;
}

/** The worker says that it has arrived. */
export interface PaymentReceipt extends PaymentSaid {
  /** It was said in the session. */
  session: boolean;
  claim?: string;
  /** Why it was taken back. */
  withdrawn?: string;
}

/** One instalment; amounts in yuan, as "3000.00". */
export interface PerformanceRow {
  payment: string;
  part: number;
  worker: string;
  payer: string;
  item: string;
  amount: string;
  due?: string;
  on_the_spot: boolean;
  received: string;
  left: string;
  claimed: string;
  over: string;
  state: "due" | "part" | "paid" | "disputed";
  /** Who at this device has something to say of it. */
  mine?: { seat: Seat; what: "receive" | "pay" };
  claims: PaymentClaim[];
  receipts: PaymentReceipt[];
}

export interface Attention {
  /** Milliseconds of all that is over. */
  ms: number;
  /** A host is with them now, since then. */
  since?: string;
}

export interface Message {
  channel: string;
  /** In a private conversation: whose. */
  with?: Seat;
  seat: Seat;
  person: string;
  name: string;
  text: string;
  at: string;
  to_hosts: boolean;
  /** A host's word to everybody at once; it was shown in `channel` here, and nothing tells where else. */
  to_all?: true;
  /** Photographed pages; each is at `/room/{my seat}/pages/{id}`. */
  pages?: { id: string; width: number; height: number }[];
}

/** The room as one person may see it; `change` events patch it (RFC 7396). */
export interface View {
  session: Session;
  me: Me;
  place: Place;
  mediator: { state: "here" | "away"; since?: string };
  unhosted: boolean;
  /** Missing where no host records. */
  recording?: Recording;
  people: Record<Seat, Person>;
  groups: Group[];
  /** Only a host has these. */
  phase?: "joint" | "apart";
  /** Which host leads. */
  lead?: Seat;
  roster?: Record<Seat, RosterEntry>;
  /** A host's own private notes, by id. */
  notes?: Record<string, Note>;
  /** Only a host has it: what was heard in private, by id. */
  ledger?: Record<string, LedgerItem>;
  /** What oneself is asked to let be conveyed, by id; missing when there is nothing. */
  asked?: Record<string, Question>;
  /** For hosts and the clerk. */
  minutes?: Minutes;
  /** For the parties and their interpreters, in the joint channel, once it was read back. */
  reading?: Reading;
  /** The settlement agreements before one, and what one signs or has signed, by id. */
  settlements?: Record<string, Settlement>;
  papers?: Record<string, SettlementPaper>;
  /** How long hosts have been with each group, and alone with each person. */
  attention?: { groups: Record<string, Attention>; people: Record<Seat, Attention> };
  messages: Record<string, Message>;
  /** What was said here since I came, by id. */
  captions: Record<string, Caption>;
}

export interface Slot {
  seat: Seat;
  kind: Kind;
  /** The picture waits for room on my line. */
  paused?: true;
}

/** bit/s that I should send at most, because of a receiver's line. */
export type Limits = Partial<Record<Kind, number>>;

/** How the recording does of the talk in which a host is: see rooms/watching.py. */
export interface RecordingHealth {
  stay: string;
  state: "ok" | "silent" | "storage";
  why?: "disk" | "full" | "nearly_full" | "index" | "deposit";
  tracks: RecordedTrack[];
  waiting?: number;
  waiting_seconds?: number;
}

export interface RecordedTrack {
  seat: Seat;
  kind: Kind;
  octets: number;
  gaps: number;
  lost: number;
  /** The loudest of the last second, -dBov. */
  level?: number;
  state: "ok" | "silent" | "missing" | "disk" | "full" | "index";
}

/** Who is in which of my receive slots, by MID. */
export type SlotTable = Record<string, Slot | null>;

export interface ViewEvent {
  seq: number;
  view: View;
  slots: SlotTable;
  limits: Limits;
  ice_servers: RTCIceServer[];
  /** Whether the service can put speech into words. */
  captions: boolean;
  server_time: string;
  epoch: string | number;
}

export interface ChangeEvent {
  seq: number;
  patch: Record<string, unknown>;
}

export type Params = Record<string, string | number | boolean | null>;
export type Refusal = { code: string; params: Params };
/** Every acknowledgement. */
export type Reply<T = Record<string, unknown>> = { ok: true; value: T } | Refusal;

export interface Answer {
  sdp: string;
  slots: Record<string, "audio" | "video">;
  table: SlotTable;
}

/** What the room page carries for the script (`<script id="config">`). */
export interface Config {
  seat: Seat;
  lang: "zh-CN" | "en";
  audio_slots: number;
  video_slots: number;
  simulcast: boolean;
  video?: { width: number; height: number; frame_rate: number; max_bitrate: number };
}
