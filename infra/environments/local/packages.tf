# The functions' zips, in a bucket: from files the provider makes functions one after the other, from a bucket side by side.

locals {
  package_files = fileset(var.packages_dir, "*.zip")
  # Named by what is in them: an object that is replaced is not noticed.
  packages_folder = sha1(join("", [for file in local.package_files : filesha1("${var.packages_dir}/${file}")]))
}

resource "aws_s3_bucket" "packages" {
  bucket        = "packages-${var.environment}"
  force_destroy = true
}

resource "aws_s3_object" "packages" {
  for_each = local.package_files

  bucket = aws_s3_bucket.packages.bucket
  key    = "${local.packages_folder}/${each.key}"
  source = "${var.packages_dir}/${each.key}"

  # The emulator keeps no tags of objects: each plan would add them again.
  override_provider {
    default_tags {
      tags = {}
    }
  }
}
