/**
 * Reads JFR chunks: finished files of many chunks, the chunk that a live JVM is still writing, and
 * what a killed JVM left behind. JDK only, no threads, no logging.
 *
 * <p>A consumer subscribes to event types by name and gets each event as a cursor:
 *
 * <pre>{@code
 * var handlers = new EventHandlers();
 * handlers.on("jdk.JavaMonitorEnter", new EventHandler() {
 *   private @Nullable Field monitorClass;
 *
 *   public void layout(EventType type) {          // first, and again whenever the layout changes
 *     monitorClass = type.field("monitorClass");  // null where this JDK has no such field
 *   }
 *
 *   public void event(Event e) {                  // the same object each time: take what is needed
 *     waits.add(e.stackTraceId(), e.constantId(monitorClass), e.durationNanos());
 *   }
 * });
 * handlers.onChunk(new ChunkHandler() {
 *   public void flushed(ChunkHeader header, Constants constants) {
 *     ...                                         // every id seen since the last call resolves now
 *   }
 * });
 *
 * ReadReport report = Recording.read(path, handlers);           // a finished file, or
 * try (ChunkReader live = ChunkReader.open(path, handlers)) {   // one chunk that grows
 *   while (live.poll() != Poll.FINISHED) { ... }
 * }
 * }</pre>
 *
 * <p><b>Events first, constants later.</b> An event names its stack, thread and classes by ids that
 * mean something in its chunk alone. Handlers collect ids; {@link
 * io.pitot.jfr.ChunkHandler#flushed} comes after the events, when {@link io.pitot.jfr.Constants}
 * knows them all. What nobody asks for is never decoded.
 *
 * <p><b>Time.</b> Events carry ticks. {@link io.pitot.jfr.Event#startNanos} and its siblings
 * convert each event by itself with its chunk's clock, as {@link io.pitot.jfr.TickClock} says.
 *
 * <p><b>Damage.</b> No byte of the input is trusted. What stands before the damage is delivered; a
 * {@link io.pitot.jfr.CorruptRecordingException} tells file, offset, what is there and what should
 * be. Something that is only not there yet is a value, {@link io.pitot.jfr.Poll#NOT_READY}.
 *
 * <p>Start reading at {@link io.pitot.jfr.Recording} and {@link io.pitot.jfr.ChunkReader}; both
 * drive a {@code Chunk}, which holds {@code Metadata} (the layouts), {@code EventCursor} (the
 * events) and {@code ConstantPools}.
 */
@NullMarked
package io.pitot.jfr;

import org.jspecify.annotations.NullMarked;
