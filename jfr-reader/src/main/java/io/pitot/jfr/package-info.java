/**
 * Reads JFR chunks: finished files of many chunks, the chunk that a live JVM is still writing, and
 * what a killed JVM left behind. JDK only, no threads, no logging.
 *
 * <p>How long threads waited for monitors, by the line that waited:
 *
 * <pre>{@code
 * Map<Long, Long> waits = new HashMap<>();
 * EventHandlers handlers = new EventHandlers();
 * handlers.on(
 *     "jdk.JavaMonitorEnter",
 *     event -> waits.merge(event.stackTraceId(), event.durationNanos(), Long::sum));
 * handlers.onChunk(
 *     new ChunkHandler() {
 *       @Override
 *       public void flushed(ChunkHeader chunk, Constants constants) {
 *         for (Map.Entry<Long, Long> wait : waits.entrySet()) {
 *           StackTrace stack = constants.stack(wait.getKey());
 *           String line = stack == null ? "?" : stack.name(0) + ":" + stack.line(0);
 *           System.out.println(wait.getValue() + " ns in " + line);
 *         }
 *         waits.clear();
 *       }
 *     });
 * ReadReport report = Recording.read(Path.of(args[0]), handlers);
 * report.damages().forEach(damage -> System.err.println(damage.what()));
 * }</pre>
 *
 * <p>Fields are read by handles, which a chunk's own metadata gives; no value is boxed:
 *
 * <pre>{@code
 * final class Sizes implements EventHandler {
 *   private @Nullable Field weight;
 *   private @Nullable Field objectClass;
 *   private final Map<Long, Long> bytesByClass = new HashMap<>();
 *
 *   @Override
 *   public void layout(EventType type) { // first, and again whenever the layout changes
 *     weight = type.field("weight"); // null where this JDK has no such field
 *     objectClass = type.field("objectClass");
 *   }
 *
 *   @Override
 *   public void event(Event event) { // the same object each time: take what is needed
 *     bytesByClass.merge(event.constantId(objectClass), event.longValue(weight), Long::sum);
 *   }
 * }
 * }</pre>
 *
 * <p>{@link io.pitot.jfr.Recording#read} is for finished files, of one chunk or many; {@link
 * io.pitot.jfr.ChunkReader#poll} follows one chunk while a JVM writes it, with the same handlers.
 *
 * <p><b>Fields.</b> {@link io.pitot.jfr.Event} has an accessor for each {@link
 * io.pitot.jfr.Field.Kind}: whole numbers, floating point, booleans, texts, arrays, and ids of
 * constants. Structs inside an event are flattened to dotted names. A field that this recording
 * does not have is null, and reads as 0, false or null.
 *
 * <p><b>Events first, constants later.</b> An event names its stack, thread and classes by ids that
 * mean something in its chunk alone. Handlers collect ids; {@link
 * io.pitot.jfr.ChunkHandler#flushed} comes after the events, when {@link io.pitot.jfr.Constants}
 * knows them all. What nobody asks for is never decoded. Constants are stacks (method, line, {@link
 * io.pitot.jfr.FrameKind kind} and hidden flag of each frame, whether frames were cut off), threads
 * (virtual ones too), classes, methods and mere texts. Keys of stacks and methods last longer than
 * ids: see {@link io.pitot.jfr.Constants#keySpace}.
 *
 * <p><b>Time.</b> Events carry ticks. {@link io.pitot.jfr.Event#startNanos} and its siblings
 * convert each event by itself with its chunk's clock, as {@link io.pitot.jfr.TickClock} says.
 *
 * <p><b>Damage.</b> No byte of the input is trusted. What stands before the damage is delivered; a
 * {@link io.pitot.jfr.CorruptRecordingException} tells file, offset, what is there and what should
 * be. Something that is only not there yet is a value, {@link io.pitot.jfr.Poll#NOT_READY}.
 *
 * <p>Start reading at {@link io.pitot.jfr.Recording} and {@link io.pitot.jfr.ChunkReader}; both
 * drive a {@code Chunk}, which holds {@code Metadata} (the layouts), {@code EventWalk} (the events)
 * and {@code ConstantPools}.
 */
@NullMarked
package io.pitot.jfr;

import org.jspecify.annotations.NullMarked;
