package org.alexnetspark.jobs.train.folder;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import org.alexnetspark.model.specification.NetworkJson;
import org.alexnetspark.model.specification.NetworkSpecification;

/**
 * A network's definition inside {@code run.json} and as a file beside it, as {@link NetworkJson}
 * writes and reads it.
 */
final class NetworkInJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private NetworkInJson() {}

  /** A file for people too. */
  static byte[] pretty(NetworkSpecification network) throws IOException {
    return JSON.writerWithDefaultPrettyPrinter()
        .writeValueAsBytes(JSON.readTree(NetworkJson.write(network)));
  }

  static final class Writer extends JsonSerializer<NetworkSpecification> {
    @Override
    public void serialize(
        NetworkSpecification network, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      JSON.writeTree(generator, JSON.readTree(NetworkJson.write(network)));
    }
  }

  static final class Reader extends JsonDeserializer<NetworkSpecification> {
    @Override
    public NetworkSpecification deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return NetworkJson.read(parser.readValueAsTree().toString());
    }
  }
}
