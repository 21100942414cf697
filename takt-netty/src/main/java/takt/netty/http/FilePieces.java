package takt.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;

/// A file in pieces, exactly as long as was said.
///
/// Owned by its connection's lane, as is the file. Netty's own `ChunkedNioFile` goes round for ever on a file that has
/// become shorter, as when an editor writes it anew, and the lane with it; here that fails.
final class FilePieces implements ChunkedInput<ByteBuf> {
  private static final int PIECE_BYTES = 64 * 1024;

  private final FileChannel file;
  private final long length;
  private long offset;

  FilePieces(FileChannel file, long length) {
    this.file = file;
    this.length = length;
  }

  @Override public ByteBuf readChunk(ByteBufAllocator allocator) throws IOException {
    int size = (int) Math.min(PIECE_BYTES, length - offset);
    ByteBuf piece = allocator.directBuffer(size);
    try {
      while (piece.readableBytes() < size) {
        int got = piece.writeBytes(file, offset + piece.readableBytes(), size - piece.readableBytes());
        if (got <= 0) throw new EOFException("the file has become shorter while it was sent");
      }
    } catch (IOException | RuntimeException e) {
      piece.release();
      throw e;
    }
    offset += size;
    return piece;
  }

  // The older form of the same, which the interface still asks for.
  @SuppressWarnings("deprecation")
  @Override public ByteBuf readChunk(ChannelHandlerContext ctx) throws IOException {
    return readChunk(ctx.alloc());
  }

  @Override public boolean isEndOfInput() {
    return offset == length;
  }

  @Override public void close() throws IOException {
    file.close();
  }

  @Override public long length() {
    return length;
  }

  @Override public long progress() {
    return offset;
  }
}
