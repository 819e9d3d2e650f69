using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PhotoDrafts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Changes",
                table: "CandidatePhotos",
                type: "TEXT",
                maxLength: 500,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTime>(
                name: "UsedAt",
                table: "CandidatePhotos",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "PhotoAllowances",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Since = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Taken = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PhotoAllowances", x => x.UserId);
                    table.ForeignKey(
                        name: "FK_PhotoAllowances_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PhotoDrafts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    SourceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Original = table.Column<byte[]>(type: "BLOB", nullable: false),
                    UploadedBytes = table.Column<int>(type: "INTEGER", nullable: false),
                    Recipe = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Processed = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Accepted = table.Column<bool>(type: "INTEGER", nullable: false),
                    Findings = table.Column<string>(type: "TEXT", nullable: false),
                    Changes = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    ConsentVersion = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PhotoDrafts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PhotoDrafts_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CandidatePhotos_UserId_Sha256",
                table: "CandidatePhotos",
                columns: new[] { "UserId", "Sha256" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PhotoDrafts_MadeAt",
                table: "PhotoDrafts",
                column: "MadeAt");

            migrationBuilder.CreateIndex(
                name: "IX_PhotoDrafts_UserId",
                table: "PhotoDrafts",
                column: "UserId",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PhotoAllowances");

            migrationBuilder.DropTable(
                name: "PhotoDrafts");

            migrationBuilder.DropIndex(
                name: "IX_CandidatePhotos_UserId_Sha256",
                table: "CandidatePhotos");

            migrationBuilder.DropColumn(
                name: "Changes",
                table: "CandidatePhotos");

            migrationBuilder.DropColumn(
                name: "UsedAt",
                table: "CandidatePhotos");
        }
    }
}
