#include "listd/publisher.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/test_support.h"
#include "crypto/primitives.h"
#include "listd/test_support.h"

namespace parasol::listd {
namespace {

namespace fs = std::filesystem;
using test::kStart;

const Secret<32> kSeed(crypto::sha256(as_bytes("publisher test")));

class PublisherTest : public testing::Test {
 protected:
  Result<Publisher> open() const { return Publisher::open(folder, staff.list, staff.deployment); }
  Publication publication(const std::vector<SlotEntry>& entries, const Layout& previous = {}) const {
    Publication p;
    p.layout = lay_out(entries, 1, previous, kSeed);
    p.keyring.deployment = p.live_index.deployment = staff.deployment;
    p.check_epoch.epoch = 1;
    return p;
  }
  std::vector<SlotEntry> entries(std::size_t count) const {
    std::vector<SlotEntry> result;
    for (std::size_t i = 0; i < count; ++i)
      result.push_back({static_cast<std::uint32_t>(i * 2654435761U), test::slot_of(std::to_string(i))});
    return result;
  }
  Result<records::Manifest> manifest() const {
    PARASOL_TRY(const Bytes content, read_file(folder / "public/manifest"));
    PARASOL_TRY(const auto envelope, records::decode_signed(content));
    return trust::verify_signed_by(staff.trust.list_key, envelope, records::decode_manifest, staff.deployment);
  }
  // Reads every file that the manifest names and compares it with its name.
  std::vector<Bytes> fetch_all() const {
    const auto current = manifest();
    EXPECT_TRUE(current);
    std::vector<Bytes> buckets;
    auto hashes = current->buckets;
    hashes.push_back(current->keyring);
    hashes.push_back(current->live_index);
    for (const auto& hash : hashes) {
      auto content = read_file(folder / "public" / to_hex(hash));
      EXPECT_TRUE(content) << to_hex(hash);
      if (!content) continue;
      EXPECT_EQ(crypto::sha256(*content), hash);
      if (buckets.size() < current->buckets.size()) buckets.push_back(*std::move(content));
    }
    return buckets;
  }
  std::size_t file_count() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder / "public"), fs::directory_iterator()));
  }

  test::Staff staff;
  test_support::TemporaryFolder folder;
};

// Break: any hash or field in Publisher::publish.
TEST_F(PublisherTest, WritesWhatTheManifestNames) {
  for (const std::size_t n : {0U, 1U, 511U, 512U, 50000U}) {
    auto publisher = open();
    ASSERT_TRUE(publisher);
    auto p = publication(entries(n));
    p.normaliser = "parasol-1";
    p.canary_at = kStart - 1;
    p.check_epoch.key = p.check_epoch.canary_slow_hash = crypto::sha256(as_bytes("x"));
    ASSERT_TRUE(publisher->publish(p, kStart));
    const auto current = manifest();
    ASSERT_TRUE(current);
    EXPECT_EQ(current->bits, bucket_bits(n));
    EXPECT_EQ(current->buckets.size(), std::size_t{1} << current->bits);
    EXPECT_EQ(current->issued, trust::to_u53(kStart));
    EXPECT_EQ(current->epoch, 1U);
    EXPECT_EQ(current->check_key, p.check_epoch.key);
    EXPECT_EQ(current->canary_slow_hash, p.check_epoch.canary_slow_hash);
    EXPECT_EQ(current->canary_at, trust::to_u53(kStart - 1));
    EXPECT_EQ(current->normaliser, "parasol-1");
    EXPECT_EQ(fetch_all(), p.layout.buckets);
    for (const Bytes& bucket : p.layout.buckets) EXPECT_EQ(bucket.size(), current->slots * kSlotSize);
  }
}

// Break: seq = now, or forget `previous`.
TEST_F(PublisherTest, SequenceRisesWhateverTheClockDoes) {
  auto publisher = open();
  std::uint64_t last = 0;
  ByteArray<32> last_hash{};
  for (const Millis now : {kStart, kStart, kStart - kDay, kStart + kDay, Millis{5}, kStart + kDay + 1}) {
    ASSERT_TRUE(publisher->publish(publication({}), now));
    const auto current = manifest();
    ASSERT_TRUE(current);
    EXPECT_EQ(current->seq, std::max(last + 1, trust::to_u53(now)));
    EXPECT_EQ(current->issued, trust::to_u53(now));
    EXPECT_EQ(current->previous, last_hash);
    last = current->seq;
    last_hash = crypto::sha256(records::encode(*current));
    EXPECT_EQ(publisher->seq(), last);
  }
}

// Break: read nothing in read_last_manifest, or keep it in the public folder only.
TEST_F(PublisherTest, SequenceSurvivesARestartWithAnEarlierClock) {
  ASSERT_TRUE(open()->publish(publication({}), kStart));
  const auto before = *manifest();
  fs::remove_all(folder / "public");
  auto publisher = open();
  ASSERT_TRUE(publisher);
  EXPECT_EQ(publisher->seq(), before.seq);
  ASSERT_TRUE(publisher->publish(publication({}), kStart - 300 * kDay));
  EXPECT_EQ(manifest()->seq, before.seq + 1);
  EXPECT_EQ(manifest()->previous, crypto::sha256(records::encode(before)));
}

// Break: leave the manifest in place in open().
TEST_F(PublisherTest, ShowsNothingUntilItPublishes) {
  ASSERT_TRUE(open()->publish(publication(entries(3)), kStart));
  ASSERT_TRUE(manifest());
  ASSERT_TRUE(open());
  EXPECT_EQ(manifest().error().code, ErrorCode::kNotFound);
}

// Break: forget read_layout.
TEST_F(PublisherTest, SlotsStayWhereTheyAreOverARestart) {
  {
    auto publisher = open();
    ASSERT_TRUE(publisher->publish(publication(entries(300)), kStart));
    // Others leave, so that those who remain do not stand where they would stand alone.
    auto some = entries(300);
    some.erase(some.begin(), some.begin() + 200);
    ASSERT_TRUE(publisher->publish(publication(some, publisher->layout()), kStart + 1));
  }
  const auto before = read_file(folder / "last-manifest");
  auto some = entries(300);
  some.erase(some.begin(), some.begin() + 200);
  auto publisher = open();
  ASSERT_TRUE(publisher);
  const Layout again = lay_out(some, 1, publisher->layout(), kSeed);
  const auto last = *records::decode_manifest(records::decode_signed(*before)->statement);
  ASSERT_EQ(last.buckets.size(), 1U);
  EXPECT_EQ(crypto::sha256(again.buckets[0]), last.buckets[0]);
  EXPECT_NE(crypto::sha256(lay_out(some, 1, {}, kSeed).buckets[0]), last.buckets[0]);
}

// Break: kFileAfterlife, or remove at once.
TEST_F(PublisherTest, EarlierFilesStayForAnHour) {
  auto publisher = open();
  ASSERT_TRUE(publisher->publish(publication(entries(1)), kStart));
  const fs::path old_bucket = folder / "public" / to_hex(manifest()->buckets[0]);
  const std::size_t files = file_count();
  ASSERT_TRUE(publisher->publish(publication(entries(2)), kStart + kMinute));
  EXPECT_EQ(file_count(), files + 1) << "keyring and live index are the same";
  ASSERT_TRUE(publisher->publish(publication(entries(2)), kStart + kMinute + kHour - 1));
  EXPECT_TRUE(fs::exists(old_bucket));
  ASSERT_TRUE(publisher->publish(publication(entries(2)), kStart + kMinute + kHour));
  EXPECT_FALSE(fs::exists(old_bucket));
  EXPECT_EQ(file_count(), files);
  fetch_all();
}

TEST_F(PublisherTest, AFileThatIsNamedAgainStays) {
  auto publisher = open();
  ASSERT_TRUE(publisher->publish(publication(entries(1)), kStart));
  ASSERT_TRUE(publisher->publish(publication(entries(2)), kStart + kMinute));
  ASSERT_TRUE(publisher->publish(publication(entries(1)), kStart + 2 * kMinute));
  ASSERT_TRUE(publisher->publish(publication(entries(1)), kStart + 3 * kHour));
  fetch_all();
  // A clock set back far: the hour starts again, nothing is kept for ever.
  ASSERT_TRUE(publisher->publish(publication(entries(3)), kStart + 3 * kHour));
  const std::size_t files = file_count();
  ASSERT_TRUE(publisher->publish(publication(entries(3)), kStart - 9 * kDay));
  EXPECT_EQ(file_count(), files);
  ASSERT_TRUE(publisher->publish(publication(entries(3)), kStart - 9 * kDay + kHour));
  EXPECT_LT(file_count(), files);
}

// Break: leave *.new files, or forget what stands in the folder in find_files.
TEST_F(PublisherTest, TidiesUpAfterACrash) {
  ASSERT_TRUE(open()->publish(publication(entries(1)), kStart));
  const Bytes stray = to_bytes(as_bytes("stray"));
  const fs::path cut_off = folder / "public" / (to_hex(crypto::sha256(stray)) + ".new");
  const fs::path orphan = folder / "public" / to_hex(crypto::sha256(stray));
  ASSERT_TRUE(write_file(cut_off, stray) && write_file(orphan, stray));
  auto publisher = open();
  EXPECT_FALSE(fs::exists(cut_off));
  ASSERT_TRUE(publisher->publish(publication(entries(1)), kStart));
  EXPECT_TRUE(fs::exists(orphan));
  ASSERT_TRUE(publisher->publish(publication(entries(1)), kStart + kHour));
  EXPECT_FALSE(fs::exists(orphan));
}

// Break: verify_signed instead of verify_signed_by in read_last_manifest.
TEST_F(PublisherTest, AForeignLastManifestIsRefused) {
  records::Manifest foreign;
  foreign.deployment = staff.deployment;
  foreign.seq = trust::to_u53(kStart + 1000 * kDay);
  ASSERT_TRUE(write_file(folder / "last-manifest", records::encode(trust::sign(staff.root, records::encode(foreign)))));
  EXPECT_FALSE(open());
  ASSERT_TRUE(write_file(folder / "last-manifest", as_bytes("torn")));
  EXPECT_FALSE(open());
}

// Break: write the manifest before a file, or go on after a failed one.
TEST_F(PublisherTest, AFailureLeavesTheOldManifest) {
  auto publisher = open();
  ASSERT_TRUE(publisher->publish(publication(entries(1)), kStart));
  const auto before = *manifest();
  // A folder stands where the new bucket should go.
  auto p = publication(entries(2));
  const fs::path obstacle = folder / "public" / to_hex(crypto::sha256(p.layout.buckets[0]));
  fs::create_directory(obstacle);
  EXPECT_FALSE(publisher->publish(p, kStart + 1));
  EXPECT_EQ(*manifest(), before);
  EXPECT_EQ(publisher->seq(), before.seq);
  fs::remove(obstacle);
  ASSERT_TRUE(publisher->publish(p, kStart + 1));
  EXPECT_EQ(manifest()->previous, crypto::sha256(records::encode(before)));
}

// Break: drop kPublicFile or kPublicFolder.
TEST_F(PublisherTest, AnybodyMayReadThePublicFolderOnly) {
  const mode_t before = umask(077);
  auto publisher = open();
  ASSERT_TRUE(publisher->publish(publication(entries(1)), kStart));
  umask(before);
  const auto mode = [](const fs::path& path) { return static_cast<unsigned>(fs::status(path).permissions()); };
  EXPECT_EQ(mode(folder / "public"), 0755U);
  for (const auto& entry : fs::directory_iterator(folder / "public")) EXPECT_EQ(mode(entry.path()), 0644U);
  EXPECT_EQ(mode(folder / "last-manifest"), 0600U);
}

}  // namespace
}  // namespace parasol::listd
